import { AutoTokenizer, StyleTextToSpeech2Model, Tensor } from '@huggingface/transformers';
import { readLibraryFrom } from '../../transformers/library-weights.ts';
import { kokoroPhonemes } from './kokoro-phonemes.ts';
import { readWeights } from './read-weights.ts';
import type { LoadVoice } from './voice-model.ts';

const SAMPLE_RATE_HZ = 24_000;
/** A voice is 510 styles of 256 numbers, one for each number of tokens. */
const STYLE_SIZE = 256;

/** The style for so many tokens between the two at the edges; the last one for anything longer. */
function styleFor(styles: Float32Array, tokens: number): Float32Array {
  const last = styles.length / STYLE_SIZE - 1;
  const at = Math.min(Math.max(tokens - 2, 0), last) * STYLE_SIZE;
  return styles.slice(at, at + STYLE_SIZE);
}

/** Kokoro (StyleTTS 2): reads phonemes in an alphabet of its own, one file of styles per voice. */
export const loadKokoroVoice: LoadVoice = async (entry, plan, weights, signal, onRead) => {
  const problems = readLibraryFrom(weights, entry, signal, onRead);
  const [model, tokenizer] = await Promise.all([
    StyleTextToSpeech2Model.from_pretrained(entry.id, {
      device: plan.device,
      dtype: plan.variant.dtype as 'q8',
    }),
    AutoTokenizer.from_pretrained(entry.id),
  ]).catch((error: unknown) => {
    throw problems[0] ?? error;
  });
  const voices = new Map<string, Float32Array>();
  return {
    async speak({ phonemes = '' }, voice, rate) {
      let styles = voices.get(voice.id);
      if (!styles) {
        const path = voice.file ?? `voices/${voice.id}.bin`;
        const whole = new AbortController().signal;
        styles = new Float32Array(await readWeights(weights, entry, path, whole));
        voices.set(voice.id, styles);
      }
      const { input_ids } = tokenizer(kokoroPhonemes(phonemes, voice.language), {
        truncation: true,
      }) as { input_ids: Tensor };
      const style = styleFor(styles, input_ids.dims.at(-1) ?? 0);
      const { waveform } = (await model({
        input_ids,
        style: new Tensor('float32', style, [1, STYLE_SIZE]),
        speed: new Tensor('float32', [rate], [1]),
      })) as { waveform: Tensor };
      return { samples: waveform.data as Float32Array, sampleRateHz: SAMPLE_RATE_HZ };
    },
    dispose: () => model.dispose(),
  };
};
