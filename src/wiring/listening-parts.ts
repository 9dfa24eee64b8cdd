import type { ModelEntry } from '../contracts/catalog.ts';
import type { Transcriber } from '../contracts/engine.ts';
import { createBrowserTranscriber } from '../engines/in-browser/browser-transcriber.ts';
import { localRecognition } from '../engines/system/speech-recognition.ts';
import { createSystemTranscriber } from '../engines/system/system-transcriber.ts';
import { catalog, downloadBytes } from '../model-store/catalog.ts';
import type { SystemHearing } from './listening-offer.svelte.ts';
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

/**
 * The platform's recognition where it can be held to the device. `installed` is false where its
 * language pack would have to be fetched first, which only a person may ask for.
 */
export async function systemTranscriber(language: string): Promise<SystemHearing | null> {
  const transcriber = await createSystemTranscriber(language);
  if (!transcriber) return null;
  const options = { langs: [language], processLocally: true } as const;
  const state = await localRecognition(globalThis)?.available?.(options);
  return { transcriber, installed: state === 'available' };
}

export { downloadBytes };
