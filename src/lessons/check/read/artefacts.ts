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

/**
 * A transcript without what nobody said: sounds in brackets, music notes, invented thanks to an
 * audience at its end. What an accepted answer holds itself stays. Empty when nothing else is left.
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
  return left === text ? text : left.replace(/\s+/gu, ' ').trim();
}
