import { bigramLikeness } from '../check/compare/edit-distance.ts';
import { bare, cleanText, fold } from '../check/read/fold.ts';
import { languageRules } from '../check/read/language.ts';
import { numberWords } from '../check/read/number-words.ts';
import type { Expected } from './expected.ts';
import { rivalsOf } from './rivals.ts';

/** A text that a recogniser is asked about. */
export interface Candidate {
  readonly text: string;
  /**
   * `accepted`: a way of being right · `carried`: one inside what was said around it · `wrong`: listed
   * by the teacher, or another number · `rival`: an accepted one with a slip in it.
   */
  readonly kind: 'accepted' | 'carried' | 'wrong' | 'rival';
  /** The accepted text that it is, carries, or gets wrong; the text itself for `wrong`. */
  readonly of: string;
}

/** Each costs a decoder about 10 ms on one core of a small laptop; rivals are of one accepted text. */
const MOST = { accepted: 8, wrong: 6, rivals: 12 } as const;
/** So many of the likeliest accepted texts get rivals and are looked for inside what was said. */
const LIKELIEST = 2;

const letters = (text: string): string =>
  bare(fold(cleanText(text))).replace(/[^\p{L}\p{N}]+/gu, '');

/** Texts by how much their letters are like those that were heard, the likest first. */
function nearest(texts: readonly string[], heard: string): string[] {
  const said = letters(heard);
  return texts
    .map((text, place) => ({ text, place, near: bigramLikeness(said, letters(text)) }))
    .sort((a, b) => b.near - a.near || a.place - b.place)
    .map(({ text }) => text);
}

/**
 * What was heard with `answer` in place of the words most like it: "I sink it is parish" becomes "I
 * sink it is Paris". Null where nothing was said around it.
 */
export function carriedIn(heard: string, answer: string): string | null {
  const said = cleanText(heard).split(' ');
  const wanted = cleanText(answer).split(' ').length;
  if (said.length <= wanted) return null;
  const want = letters(answer);
  let best = { from: 0, to: 0, near: -1 };
  for (let length = Math.max(1, wanted - 1); length <= wanted + 1; length += 1) {
    for (let from = 0; from + length <= said.length; from += 1) {
      const near = bigramLikeness(letters(said.slice(from, from + length).join(' ')), want);
      // Of two alike the later one: the answer comes last.
      if (near >= best.near) best = { from, to: from + length, near };
    }
  }
  // "In a cattle" and "a kettle" share their article.
  const shared = letters(said[best.from - 1] ?? '') === letters(answer.split(' ')[0] ?? '');
  const before = said.slice(0, best.from - Number(shared && best.from > 0 && wanted > 1));
  const around = [...before, answer, ...said.slice(best.to)];
  return around.length > 1 ? around.join(' ') : null;
}

/** Digits sound like each other in bad sound, and so do fourteen and forty. */
function otherNumbers(text: string, language: string): string[] {
  const { cardinals } = numberWords(languageRules(language).code);
  const value =
    cardinals.get(fold(cleanText(text))) ?? (/^\d{1,2}$/.test(text) ? Number(text) : NaN);
  const twin = value > 12 && value < 20 ? (value - 10) * 10 : value >= 30 ? value / 10 + 10 : NaN;
  const others = value <= 12 ? [...Array(13).keys()].filter((each) => each !== value) : [twin];
  const words = new Map([...cardinals].reverse().map(([word, each]) => [Number(each), word]));
  return others.flatMap((each) => words.get(each) ?? []);
}

/** Words that differ from those of a text in one sound, where that is what is learned. */
function soundAlikes(text: string, language: string): string[] {
  const { minimalPairs } = languageRules(language);
  const said = text.split(' ');
  return said.flatMap((word, place) =>
    [...(minimalPairs.get(letters(word)) ?? [])].map((other) =>
      said.map((each, at) => (at === place ? other : each)).join(' '),
    ),
  );
}

/**
 * What to ask a recogniser about, now that it has heard something: the accepted texts nearest to it,
 * those inside what was said, the listed mistakes, and what is easily taken for the likeliest two.
 * `isRight`: whether a text would pass as a written answer.
 */
export function candidatesFor(
  expected: Expected,
  heard: string,
  isRight: (text: string) => boolean,
): readonly Candidate[] {
  const accepted = nearest(expected.accepted, heard).slice(0, MOST.accepted);
  const likeliest = accepted.slice(0, LIKELIEST);
  const found: Candidate[] = accepted.map((text) => ({ text, kind: 'accepted', of: text }));
  for (const of of likeliest) {
    const text = carriedIn(heard, of);
    if (text !== null && letters(text) !== letters(of)) found.push({ text, kind: 'carried', of });
  }
  for (const text of nearest(expected.wrong, heard).slice(0, MOST.wrong))
    found.push({ text, kind: 'wrong', of: text });
  for (const text of likeliest.flatMap((of) => otherNumbers(of, expected.language)))
    if (!isRight(text)) found.push({ text, kind: 'wrong', of: text });
  const { language, sounds } = expected;
  for (const of of likeliest) {
    const rivals = [
      ...(sounds ? soundAlikes(of, language) : []),
      ...rivalsOf(of, language, MOST.rivals),
    ].filter((text) => !isRight(text));
    for (const text of [...new Set(rivals)].slice(0, MOST.rivals))
      found.push({ text, kind: 'rival', of });
  }
  return found;
}
