import { cleanText, fold } from './fold.ts';

/** A word, number or sign of a text. */
export interface Token {
  /** As written. */
  readonly text: string;
  /** Folded, for comparing. */
  readonly fold: string;
  readonly kind: 'word' | 'number' | 'sign';
  /** What stands between it and the token before: a space, a hyphen, a comma. */
  readonly lead: string;
  /** No space before it: "5km", "$5". */
  readonly glued: boolean;
  /** Punctuation stands between it and the token before. */
  readonly pause: boolean;
  /** A full stop stands right after it: "3." may be a place in a row. */
  readonly dot: boolean;
}

/** Scripts without spaces: every letter is a word of its own. */
const LETTER = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]\p{M}*`;
const WORD = String.raw`'?(?!${LETTER})\p{L}(?:(?!${LETTER})[\p{L}\p{M}])*(?:'[\p{L}\p{M}]+)*'?`;
const TOKEN = new RegExp(
  String.raw`(?<number>\d+(?:[.,:]\d+)*|(?<![\p{L}\p{N}])\.\d+)|(?<word>${LETTER}|${WORD})|(?<sign>[-%°€$£+=×*/&^])|(?<pause>[.,;:!?()"—–\[\]«»¿¡])`,
  'gu',
);

/** A dash before the first number of a text is a minus, whichever dash a keyboard or a recogniser wrote. */
const FIRST_DASH = /^(\P{L}*?)[-–—]\s?(?=[.,]?\p{Nd})/u;

/** So is a dash right before a number inside, "it is –3", and one after a verb, "it is – 3". */
const INNER_DASH =
  /(?<=\s)[–—](?=[.,]?\p{Nd})|(?<=\s(?:is|are|es|son|est|sont|ist|sind|equals|macht|font|gleich)\s)[-–—]\s(?=[.,]?\p{Nd})/giu;

/**
 * A word that was broken off and begun again, "ket- a kettle"; what is only hyphenated, "pre- and
 * post-war", has no later word that begins with it.
 */
const isBrokenOff = (part: string, rest: string): boolean =>
  new RegExp(String.raw`(?<![\p{L}\p{N}])${part}`, 'iu').test(rest);
const withoutBrokenOff = (text: string): string =>
  text.replace(
    /(?<![\p{L}\p{N}])(\p{L}+)(?:-|\.{2,}|…)\s+/gu,
    (found: string, part: string, at: number) =>
      isBrokenOff(part, text.slice(at + found.length)) ? '' : found,
  );

/** Splits a text into words, numbers and signs; linear in its length. */
export function tokens(text: string): Token[] {
  const clean = withoutBrokenOff(cleanText(text))
    .replace(FIRST_DASH, '$1-')
    .replace(INNER_DASH, '-')
    .replace(/(?<![\p{L}\p{N}])([ap])\. ?m\b\.?/giu, '$1m')
    .replace(/(?<![\p{L}\p{N}])(?:\p{L}\.){2,}/gu, (letters) => letters.replaceAll('.', ''));
  const found: Token[] = [];
  let end = 0;
  let lastEnd = 0;
  let pause = false;
  /** A minus sign right before a number, after a space or at the start. */
  let minus = false;
  for (const match of clean.matchAll(TOKEN)) {
    const { number, word, sign } = match.groups ?? {};
    const glued = match.index === end && found.length > 0;
    end = match.index + match[0].length;
    if (sign === '-') {
      minus = !glued && /\d/.test(clean[end] ?? '');
      continue;
    }
    const written = word ?? number ?? sign;
    if (written === undefined) {
      pause = true;
      continue;
    }
    const signed = minus && number !== undefined ? `-${written}` : written;
    minus = false;
    const lead = clean.slice(lastEnd, match.index - (signed === written ? 0 : 1));
    lastEnd = end;
    const kind = word !== undefined ? 'word' : number !== undefined ? 'number' : 'sign';
    found.push({
      text: signed,
      fold: fold(signed),
      kind,
      lead,
      glued: glued && !pause,
      pause,
      dot: clean[end] === '.',
    });
    pause = false;
  }
  return found;
}
