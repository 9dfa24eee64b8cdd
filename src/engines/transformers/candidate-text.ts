import { spokenText } from '../spoken-text/spoken-text.ts';

const ENDS = /[.?!…]["'”’)]*$/;

/**
 * A text as a recogniser would write it, because it is asked how likely it is to write just that: in
 * words where a person says words, with a capital at the start and a stop at the end. `language` is
 * BCP 47.
 */
export function candidateText(text: string, language: string): string {
  const words = spokenText(text, language);
  const opened = words.replace(/\p{L}/u, (first) => first.toLocaleUpperCase(language));
  const said = language.startsWith('en') ? opened.replace(/\bi(?=\b|')/g, 'I') : opened;
  return said === '' || ENDS.test(said) ? said : `${said}.`;
}
