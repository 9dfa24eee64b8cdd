import alphabets from './kokoro-alphabets.json' with { type: 'json' };

const isSound = /[^\s_;:,.!?¡¿—…"«»“”()]+/gu;

/** What sounds become in a language (BCP 47): its region's alphabet, else its own, else the one for all. */
function alphabetFor(language: string): ReadonlyMap<string, string> {
  const [primary] = language.split('-');
  const of = (wanted?: string) => alphabets.find((alphabet) => alphabet.language === wanted);
  const { sounds = [] } = of(language) ?? of(primary) ?? of('und') ?? {};
  return new Map(sounds.map(([from = '', to = '']) => [from, to]));
}

/**
 * Phonemes of espeak-ng (words apart by spaces, sounds by `_`) in the alphabet that Kokoro was
 * trained on, where a diphthong or an affricate is one letter.
 */
export function kokoroPhonemes(phonemes: string, language: string): string {
  const alphabet = alphabetFor(language);
  const longestFirst = [...alphabet.keys()].sort((a, b) => b.length - a.length);
  const known = new RegExp(longestFirst.join('|'), 'gu');
  return phonemes
    .replace(isSound, (sound) => sound.replace(known, (part) => alphabet.get(part) ?? part))
    .replaceAll('_', '');
}
