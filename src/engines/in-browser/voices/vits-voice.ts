import { pipeline } from '@huggingface/transformers';
import { readLibraryFrom } from '../../transformers/library-weights.ts';
import { stretchTime } from '../../../contracts/stretch-time.ts';
import type { LoadVoice } from './voice-model.ts';

/** VITS of the library (MMS): reads letters. Its graph knows no pace, so the sound is stretched. */
export const loadVitsVoice: LoadVoice = async (entry, plan, weights, signal, onRead) => {
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
