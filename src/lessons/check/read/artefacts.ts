import table from '../data/artefacts.json' with { type: 'json' };
import { bare, cleanText, fold } from './fold.ts';

/** What a recogniser writes beside the words: sounds in brackets, and thanks for watching. */

const sounds: ReadonlySet<string> = new Set(fold(table.sounds).split(' '));
const BRACKETED = /\[[^\][]{0,60}\]|\([^()]{0,60}\)|\*[^*]{0,60}\*|<[^<>]{0,60}>/gu;
const NOTES = /[♪♫♩♬]+/gu;

const plain = (text: string): string =>
  bare(fold(cleanText(text)))
    .replace(/'(?!\p{L})/gu, ' ')
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
const inventions: readonly string[] = table.tails.map(plain).sort((a, b) => b.length - a.length);
const openings: readonly string[] = table.openings.map(plain);
/** Names and years that follow "subtitles by". */
const LONGEST_CREDIT = 10;
/** A sentence with its full stop; a stop inside "Amara.org" ends none. */
const SENTENCE = /\S[^]*?(?:[.!?…]+(?=\s|$)|$)/gu;

/** "(coughs)", "[BLANK_AUDIO]", "*sighs*": words for sounds, or square brackets round anything aloud. */
function isSound(bracketed: string, spoken: boolean): boolean {
  const inside = fold(bracketed.slice(1, -1)).match(/\p{L}+/gu) ?? [];
  if (spoken && (bracketed.startsWith('[') || bracketed.startsWith('('))) return true;
  return inside.length > 0 && inside.every((word) => sounds.has(word));
}

/** Where an invented sentence begins at the end of a text; null when there is none. */
function inventedFrom(text: string, expected: readonly string[]): number | null {
  const said = plain(text);
  const found = inventions.find(
    (one) =>
      (said === one || said.endsWith(` ${one}`)) &&
      !expected.some((want) => plain(want).includes(one)),
  );
  if (found === undefined) return null;
  // The place in the text as it was written: as many words from the end.
  const words = [...text.matchAll(/[\p{L}\p{N}']+/gu)];
  const count = found.split(' ').length;
  return words.at(-count)?.index ?? 0;
}

/** Whether a sentence is an invention as a whole: "Subtitles by …", or thanks to an audience. */
function isInvented(sentence: string, expected: readonly string[]): boolean {
  const said = plain(sentence);
  const is = (one: string): boolean =>
    (said === one || (openings.includes(one) && said.startsWith(`${one} `))) &&
    !expected.some((want) => plain(want).includes(one));
  return said.split(' ').length <= LONGEST_CREDIT && [...inventions, ...openings].some(is);
}

/** The text without whole sentences that are invented, before or after what was said. */
function withoutInventedSentences(text: string, expected: readonly string[]): string {
  const sentences = text.match(SENTENCE) ?? [];
  const left = sentences.filter((one) => !isInvented(one, expected));
  return left.length === sentences.length ? text : left.join(' ');
}

/**
 * A transcript without what nobody said: sounds in brackets, music notes, invented thanks to an
 * audience before or after it. What an accepted answer holds itself stays. Empty when nothing else is left.
 */
export function withoutArtefacts(
  text: string,
  expected: readonly string[],
  spoken: boolean,
): string {
  let left = text
    .normalize('NFC')
    .replace(/[’‘]/g, "'")
    .replace(BRACKETED, (found) =>
      isSound(found, spoken) && !expected.some((want) => want.includes(found)) ? ' ' : found,
    )
    .replace(NOTES, ' ');
  for (let round = 0; round < 3; round++) {
    const from = inventedFrom(left, expected);
    // Written alone it is what a person wrote.
    if (from === null || (from === 0 && !spoken)) break;
    left = left.slice(0, from);
  }
  const whole = withoutInventedSentences(left, expected);
  // Written alone it is what a person wrote.
  if (spoken || whole.trim() !== '') left = whole;
  return left === text ? text : left.replace(/\s+/gu, ' ').trim();
}
