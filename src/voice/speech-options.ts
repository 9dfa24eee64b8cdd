import type { SynthesizeOptions } from '../contracts/engine.ts';
import type { SpokenLine } from '../contracts/spoken-line.ts';

/** How much slower a model is said than the learner's own pace. */
const SLOW = 0.7;

/** The learner's pace, and the voice that was chosen for a language (BCP 47). */
export type VoiceChoice = (language: string) => { rate: number; voice?: string };

/** How a line is synthesised: prepared and said alike, or it would be made twice. */
export function speechOptions(
  { language, slow }: SpokenLine,
  voiceChoice: VoiceChoice,
): SynthesizeOptions {
  const { rate, voice } = voiceChoice(language);
  return { language, rate: slow ? rate * SLOW : rate, ...(voice ? { voice } : {}) };
}
