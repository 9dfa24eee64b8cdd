import { primaryLanguage } from '../base/primary-language.ts';
import samples from './voice-samples.json' with { type: 'json' };

/** A short sentence in a language (BCP 47) that a voice is tried with; English where there is none. */
export const voiceSample = (language: string): string =>
  (samples as Record<string, string>)[primaryLanguage(language)] ?? samples.en;
