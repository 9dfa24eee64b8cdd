import { fillIn } from '../base/fill-in.ts';
import { primaryLanguage } from '../base/primary-language.ts';
import prompts from './tutor-prompts.json' with { type: 'json' };

/** What the tutor is told, in one language. `{name}` places are filled in by `fill`. */
export type TutorWords = (typeof prompts)['en'];

/** The words for a lesson in `language` (BCP 47); English where there are none. */
export function tutorWords(language: string): TutorWords {
  return (prompts as Partial<Record<string, TutorWords>>)[primaryLanguage(language)] ?? prompts.en;
}

/** Fills the `{name}` places of a sentence. */
export function fill(sentence: string, values: Readonly<Record<string, string>>): string {
  return fillIn(sentence, (name) => values[name]);
}

/** What `language` is called in the words for `told`: "Spanish", "español". */
export function nameOfLanguage(language: string, told: string): string {
  const known = primaryLanguage(told) in prompts ? told : 'en';
  try {
    return new Intl.DisplayNames([known], { type: 'language' }).of(language) ?? language;
  } catch {
    return language;
  }
}
