import prompts from './tutor-prompts.json' with { type: 'json' };

/** What the tutor is told, in one language. `{name}` places are filled in by `fill`. */
export type TutorWords = (typeof prompts)['en'];

const primaryOf = (language: string) => language.split('-')[0] ?? language;

/** The words for a lesson in `language` (BCP 47); English where there are none. */
export function tutorWords(language: string): TutorWords {
  return (prompts as Partial<Record<string, TutorWords>>)[primaryOf(language)] ?? prompts.en;
}

/** Fills the `{name}` places of a sentence. */
export function fill(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

/** What `language` is called in the words for `told`: "Spanish", "español". */
export function nameOfLanguage(language: string, told: string): string {
  const known = primaryOf(told) in prompts ? told : 'en';
  try {
    return new Intl.DisplayNames([known], { type: 'language' }).of(language) ?? language;
  } catch {
    return language;
  }
}
