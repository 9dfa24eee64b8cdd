import type { ModelEntry } from '../contracts/catalog.ts';
import type { Transcriber } from '../contracts/engine.ts';
import { createBrowserTranscriber } from '../engines/in-browser/browser-transcriber.ts';
import { createSystemTranscriber } from '../engines/system/system-transcriber.ts';
import { catalog, downloadBytes } from '../model-store/catalog.ts';
import { createSpeechModels } from './speech-models.ts';

/** What the offer to listen is built from; loaded after the first screen. */
export const models = createSpeechModels(
  catalog,
  (input, init) => fetch(input, init),
  'caches' in globalThis ? caches : null,
);

export function createTranscriber(entry: ModelEntry, fromHub: boolean): Transcriber {
  return createBrowserTranscriber({ entry, fromHub });
}

export { createSystemTranscriber as systemTranscriber, downloadBytes };
