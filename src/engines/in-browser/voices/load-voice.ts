import { loadKokoroVoice } from './kokoro-voice.ts';
import { loadPiperVoice } from './piper-voice.ts';
import { loadSupertonicVoice } from './supertonic-voice.ts';
import { loadVitsVoice } from './vits-voice.ts';
import type { LoadVoice } from './voice-model.ts';

const families: Readonly<Record<string, LoadVoice>> = {
  kokoro: loadKokoroVoice,
  piper: loadPiperVoice,
  supertonic: loadSupertonicVoice,
  'supertonic-2': loadSupertonicVoice,
  vits: loadVitsVoice,
};

/** Loads a voice of the catalog as `plan` says and speaks once to nobody. */
export const loadVoice: LoadVoice = async (entry, plan, weights, signal, onRead) => {
  const load = families[entry.family];
  const [voice] = entry.voices ?? [];
  if (!load || !voice) throw new Error(`${entry.id} is no voice that is known here.`);
  const model = await load(entry, plan, weights, signal, onRead);
  signal.throwIfAborted();
  // The first run of a graph takes longer than the others.
  await model.speak({ text: 'a', phonemes: 'ˈa' }, voice, 1);
  return model;
};
