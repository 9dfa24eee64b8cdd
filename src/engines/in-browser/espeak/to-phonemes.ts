/** What a voice makes pauses and melody of, with the space around it. */
const PUNCTUATION = /\s*[;:,.!?¡¿—…"«»“”()]+\s*/gu;

/** espeak-ng's own signs in a row of phonemes: changes of language, clauses, pauses. */
function onlySounds(phonemes: string): string {
  return phonemes
    .replace(/\([a-z-]+\)/g, '')
    .replace(/\s*\|\s*/g, ' ')
    .replace(/_{2,}/g, '_')
    .replace(/(^|\s)_/g, '$1')
    .replace(/_(?=\s|$)/g, '')
    .trim();
}

/**
 * The phonemes of a text with its punctuation in place, which espeak-ng would swallow. `phonemes`
 * is asked for each stretch between two marks.
 */
export function toPhonemes(text: string, phonemes: (stretch: string) => string): string {
  let result = '';
  let from = 0;
  const add = (stretch: string) => {
    if (/[\p{L}\p{N}]/u.test(stretch)) result += onlySounds(phonemes(stretch));
    else if (stretch.trim() === '' && stretch !== '') result += ' ';
  };
  for (const mark of text.matchAll(PUNCTUATION)) {
    add(text.slice(from, mark.index));
    result += mark[0];
    from = mark.index + mark[0].length;
  }
  add(text.slice(from));
  return result.trim();
}
