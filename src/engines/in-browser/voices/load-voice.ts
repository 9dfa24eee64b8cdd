import { loadKokoroVoice } from './kokoro-voice.ts';
import { loadPiperVoice } from './piper-voice.ts';
import { loadSupertonicVoice } from './supertonic-voice.ts';
import type { LoadVoice } from './voice-model.ts';
import { pipeline } from '@huggingface/transformers';
import { readLibraryFrom } from '../../transformers/library-weights.ts';
import { stretchTime } from '../../../contracts/stretch-time.ts';

/** VITS of the library (MMS): reads letters. Its graph knows no pace, so the sound is stretched. */
const loadVitsVoice: LoadVoice = async (entry, plan, weights, signal, onRead) => {
  const problems = readLibraryFrom(weights, entry, signal, onRead);
  const speak = await pipeline('text-to-speech', entry.id, {
    device: plan.device,
    dtype: plan.variant.dtype as 'q8',
  }).catch((error: unknown) => {
    throw problems[0] ?? error;
  });
  return {
    async speak({ text }, _voice, rate) {
      const { audio, sampling_rate: sampleRateHz } = await speak(text);
      return { samples: stretchTime(audio as Float32Array, sampleRateHz, rate), sampleRateHz };
    },
    dispose: () => speak.dispose(),
  };
};

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
