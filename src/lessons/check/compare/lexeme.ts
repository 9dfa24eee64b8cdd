import forms from '../data/lexemes.json' with { type: 'json' };
import opposites from '../data/opposites.json' with { type: 'json' };
import { fold } from '../read/fold.ts';

/** Words that are one word in two forms, and words that look alike and mean the contrary. */

type Groups = ReadonlyMap<string, ReadonlySet<number>>;

const groupsOf: ReadonlyMap<string, Groups> = new Map(
  Object.entries(forms).map(([code, lines]) => {
    const groups = lines.flatMap((line) => fold(line).split(', '));
    const places = new Map<string, Set<number>>();
    groups.forEach((group, place) => {
      for (const word of group.split(' ')) {
        places.set(word, (places.get(word) ?? new Set<number>()).add(place));
      }
    });
    return [code, places];
  }),
);

/** Whether two words are irregular forms of one: "run" and "ran", "knife" and "knives". */
export function formsOfOne(a: string, b: string, code: string): boolean {
  const groups = groupsOf.get(code);
  const [one, other] = [groups?.get(a), groups?.get(b)];
  return a !== b && one !== undefined && [...one].some((place) => other?.has(place) === true);
}

/** Letters that what two opposites share must have: "increase" and "decrease", not "in" and "de". */
const SHARED = 3;
/** And a word of which the other is only denied: "possible", "impossible". */
const DENIED = 4;

interface Pairs {
  readonly starts: readonly (readonly [string, string])[];
  readonly ends: readonly (readonly [string, string])[];
}
const pair = (text: string): readonly [string, string] => {
  const [a = '', b = ''] = fold(text).split(' ');
  return [a, b];
};
const pairsOf: ReadonlyMap<string, Pairs> = new Map(
  Object.entries(opposites).map(([code, { starts, ends }]) => [
    code,
    { starts: starts.map(pair), ends: ends.map(pair) },
  ]),
);

/** Whether two words differ only in a part that turns the meaning: "increase" and "decrease". */
export function areOpposites(a: string, b: string, code: string): boolean {
  const pairs = pairsOf.get(code);
  if (!pairs || a === b) return false;
  const byStart = (x: string, y: string): boolean =>
    pairs.starts.some(([one, other]) => {
      if (!x.startsWith(one) || !y.startsWith(other)) return false;
      const rest = x.slice(one.length);
      return rest.length >= (other === '' ? DENIED : SHARED) && rest === y.slice(other.length);
    });
  const byEnd = (x: string, y: string): boolean =>
    pairs.ends.some(([one, other]) => {
      if (!x.endsWith(one) || !y.endsWith(other)) return false;
      const rest = x.slice(0, -one.length);
      return rest.length >= SHARED && rest === y.slice(0, -other.length);
    });
  return byStart(a, b) || byStart(b, a) || byEnd(a, b) || byEnd(b, a);
}
