import { localRecognition } from '../engines/system/speech-recognition.ts';
import { createSystemTranscriber } from '../engines/system/system-transcriber.ts';
import type { SystemHearing } from './listening-offer.svelte.ts';

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
