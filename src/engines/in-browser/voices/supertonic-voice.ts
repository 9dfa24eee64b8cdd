import { pipeline } from '@huggingface/transformers';
import { readLibraryFrom } from '../../transformers/library-weights.ts';
import { readWeights } from './read-weights.ts';
import type { LoadVoice } from './voice-model.ts';

/** The pace at which its authors let it speak. */
const OWN_PACE = 1.05;
/** Its authors' choice: fewer steps are faster and rougher. */
const STEPS = 5;

/** The second generation reads several languages, each between marks of its own. */
function marked(text: string, family: string, language: string): string {
  if (family !== 'supertonic-2') return text;
  const [primary] = language.split('-');
  return `<${primary}>${text}</${primary}>`;
}

/** Supertonic: reads letters, one file of style per voice. */
export const loadSupertonicVoice: LoadVoice = async (entry, plan, weights, signal, onRead) => {
  const problems = readLibraryFrom(weights, entry, signal, onRead);
  const speak = await pipeline('text-to-speech', entry.id, {
    device: plan.device,
    dtype: plan.variant.dtype as 'fp32',
  }).catch((error: unknown) => {
    throw problems[0] ?? error;
  });
  const styles = new Map<string, Float32Array>();
  return {
    async speak({ text }, voice, rate) {
      let style = styles.get(voice.id);
      if (!style) {
        const path = voice.file ?? `voices/${voice.id}.bin`;
        const whole = new AbortController().signal;
        style = new Float32Array(await readWeights(weights, entry, path, whole));
        styles.set(voice.id, style);
      }
      const { audio, sampling_rate: sampleRateHz } = await speak(
        marked(text, entry.family, voice.language),
        {
          speaker_embeddings: style,
          num_inference_steps: STEPS,
          speed: OWN_PACE * rate,
        },
      );
      return { samples: audio as Float32Array, sampleRateHz };
    },
    dispose: () => speak.dispose(),
  };
};
