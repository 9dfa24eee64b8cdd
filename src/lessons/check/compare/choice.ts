import { carriersOf, phraseLength } from '../read/carriers.ts';
import table from '../data/choices.json' with { type: 'json' };
import { fold } from '../read/fold.ts';
import { cores } from '../read/fillers.ts';
import { readAnswer, type Answer } from './answer.ts';
import { matchText } from './match-text.ts';
import { isRight, type Match } from './match.ts';
import { keyValue, type Word } from '../read/reading.ts';
import { relate } from './relation.ts';

/** Which option an answer means; `several` when it fits more than one, `none` when it fits none. */
export type Choice = { readonly option: number; readonly match: Match | null } | 'none' | 'several';

const known: Readonly<Record<string, (typeof table)['en']>> = table as never;
const set = (list: string): ReadonlySet<string> => new Set(fold(list).split(' '));

/** The option named by its place: "the second one", "B", "option two", "the last one"; from 0. */
function byPlace(answer: Answer, count: number): number | null {
  const { rules, spoken } = answer.judging;
  const names = known[rules.code];
  const nouns = set(names?.nouns ?? '');
  const last = set(names?.last ?? '');
  const letters: Readonly<Record<string, string | undefined>> = names?.letters ?? {};
  const words = cores(answer.readings[0]?.words ?? [], [], rules).at(-1)?.words ?? [];
  const places = words.filter((word) => /^#\d+o$/.test(word.key));
  const naming = words.filter(({ key, source }, i) => {
    if (source === 'one' && (places.length > 0 || words.some((w) => last.has(w.key)))) return false;
    const more = words.length > 1 && i < words.length - 1;
    return !(nouns.has(key) && words.length > 1) && !(more && rules.articles.has(key));
  });
  const [word] = naming;
  if (!word || naming.length !== 1) return null;
  const place = /^#(\d+)o$/.exec(word.key)?.[1];
  if (last.has(word.key)) return count - 1;
  const letter = spoken ? (letters[word.key] ?? word.key) : word.key;
  const index =
    place !== undefined
      ? Number(place) - 1
      : (keyValue(word.key) ?? (/^[a-h]$/.test(letter) ? letter.charCodeAt(0) - 96 : 0)) - 1;
  return Number.isInteger(index) && index >= 0 && index < count ? index : null;
}

/** Whether the answer names a place in the list: "option 1", "the letter B". */
function isLabelled({ readings, judging: { rules } }: Answer): boolean {
  const words = cores(readings[0]?.words ?? [], [], rules).at(-1)?.words ?? [];
  return phraseLength(carriersOf(rules).labels, words, 0, rules) > 0;
}

/** Whether every word of meaning in the answer stands in the option: "Lyon" for "the city of Lyon". */
function namesPart(answer: Answer, option: string): boolean {
  const { judging } = answer;
  const { rules } = judging;
  const said = (answer.readings[0]?.words ?? []).filter(
    ({ key }) => !rules.little.has(key) && !rules.articles.has(key),
  );
  const words = readAnswer(option, judging).readings[0]?.words ?? [];
  const meant = (word: Word): boolean =>
    words.some((other) => ['same', 'alike'].includes(relate(word, other, judging)));
  return said.length > 0 && said.every(meant) && !said.some(({ key }) => rules.negations.has(key));
}

/** Finds the option by its own words, then by its place; a slip of the pen in its words is allowed. */
export function findChoice(
  answer: string,
  options: readonly string[],
  judging: Answer['judging'],
): Choice {
  const read = readAnswer(answer, judging);
  if (!read.readings.some(({ words }) => words.length > 0)) return 'none';
  const matches = options.map((option, index) => ({
    option: index,
    match: matchText(read, option),
  }));
  const only = (kept: typeof matches): Choice | null =>
    kept.length === 0 ? null : kept.length > 1 || !kept[0] ? 'several' : kept[0];

  const place = byPlace(read, options.length);
  const named = { option: place ?? 0, match: null };
  if (place !== null && isLabelled(read)) return named;
  const exact = only(matches.filter(({ match }) => match.grade === 'exact'));
  if (exact) return exact;
  if (place !== null) return named;
  const alike = only(matches.filter(({ match }) => isRight(match)));
  if (alike) return alike;
  const close = matches.filter(({ match }) => match.grade === 'close');
  const best = Math.max(...close.map(({ match }) => match.score));
  const near = only(close.filter(({ match }) => match.score >= best - 0.05));
  if (near) return near;
  return only(matches.filter((_, i) => namesPart(read, options[i] ?? ''))) ?? 'none';
}
