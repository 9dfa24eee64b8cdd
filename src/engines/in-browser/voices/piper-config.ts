import * as v from 'valibot';

/** The part of a Piper voice's `.onnx.json` that is used. */
export const piperConfigSchema = v.object({
  audio: v.object({ sample_rate: v.pipe(v.number(), v.minValue(8000)) }),
  /** `text`: it reads letters instead of phonemes. */
  phoneme_type: v.optional(v.string(), 'espeak'),
  inference: v.optional(
    v.object({
      noise_scale: v.optional(v.number(), 0.667),
      length_scale: v.optional(v.number(), 1),
      noise_w: v.optional(v.number(), 0.8),
    }),
    {},
  ),
  num_speakers: v.optional(v.number(), 1),
  phoneme_id_map: v.record(v.string(), v.array(v.number())),
});

export type PiperConfig = v.InferOutput<typeof piperConfigSchema>;

const PAD = '_';
const BEGIN = '^';
const END = '$';

/**
 * Ids of a sentence as the voice was trained: a pad between any two sounds, a mark at either end.
 * Sounds the voice does not know are left out.
 */
export function piperIds(phonemes: string, config: PiperConfig): number[] {
  const map = config.phoneme_id_map;
  const pad = map[PAD] ?? [];
  const ids = [...(map[BEGIN] ?? []), ...pad];
  // Decomposed, as in training: a nasal vowel is the vowel and its tilde.
  for (const sound of phonemes.replaceAll(PAD, '').normalize('NFD')) {
    const known = map[sound];
    if (known) ids.push(...known, ...pad);
  }
  return [...ids, ...(map[END] ?? [])];
}
