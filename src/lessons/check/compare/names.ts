import table from '../data/names.json' with { type: 'json' };
import { fold } from '../read/fold.ts';
import type { LanguageRules } from '../read/language.ts';
import { readText, type Word } from '../read/reading.ts';
import { relate, type Judging } from './relation.ts';

interface Names {
  readonly kinds: ReadonlySet<string>;
  readonly never: ReadonlySet<string>;
  /** What may stand before "of" and the name itself: "the city of Paris". */
  readonly sorts: ReadonlySet<string>;
}
const set = (list: string): ReadonlySet<string> => new Set(fold(list).split(' '));
const known: ReadonlyMap<string, Names> = new Map(
  Object.entries(table).map(([code, { kinds, never, sorts }]) => [
    code,
    { kinds: set(kinds), never: set(never), sorts: set(sorts) },
  ]),
);

const remembered = new Map<string, ReturnType<typeof readName>>();
/** Texts that are remembered as names or as none. */
const MOST_REMEMBERED = 600;

function nameIn(text: string, rules: LanguageRules): ReturnType<typeof readName> {
  const id = `${rules.code} ${text}`;
  const known = remembered.get(id);
  if (known !== undefined) return known;
  const read = readName(text, rules);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(id, read);
  return read;
}

/** Whether a text is a name of several words, of which a part may stand for it. */
export const isName = (text: string, rules: LanguageRules): boolean => nameIn(text, rules) !== null;

/** Whether "of" after the word leads to the same thing: "the city of Paris" is Paris. */
export const isSort = (key: string, rules: LanguageRules): boolean =>
  known.get(rules.code)?.sorts.has(key) === true;

/** The words of a name, without titles and kinds; null where the text is no name of several words. */
function readName(text: string, rules: LanguageRules): { core: Word[]; whole: number } | null {
  const names = known.get(rules.code);
  if (!names) return null;
  const { words, units } = readText(text, rules, { byEar: false, loose: false, numbers: 'apart' });
  const weighs = words.filter(({ key }) => !names.kinds.has(key));
  const proper = weighs.every(
    ({ unit, key }) => /^\p{Lu}/u.test(units[unit] ?? '') && !key.startsWith('#'),
  );
  const distinct = words.some(({ key }) => names.never.has(key));
  if (!proper || distinct || weighs.length === 0) return null;
  const capitals = words.filter(({ unit }) => /^\p{Lu}/u.test(units[unit] ?? '')).length;
  const kind = words.some(
    ({ key }) => names.kinds.has(key) && !rules.articles.has(key) && !rules.little.has(key),
  );
  return capitals > 1 || kind ? { core: weighs, whole: words.length } : null;
}

/**
 * Whether an answer names what is wanted by a part that stands for it: `kind` is left out ("the
 * Pacific" for "the Pacific Ocean"), or only the last name is said ("Washington"). "York" is not New
 * York.
 */
export function namesByPart(
  said: readonly Word[],
  text: string,
  judging: Judging,
): 'kind' | 'last' | null {
  const { rules } = judging;
  const name = nameIn(text, rules);
  const names = known.get(rules.code);
  if (!name || !names) return null;
  const words = said.filter(({ key }) => !names.kinds.has(key) && !rules.articles.has(key));
  const same = (want: readonly Word[]): boolean =>
    words.length === want.length &&
    words.every((word, i) => {
      const other = want[i];
      return other !== undefined && ['same', 'alike'].includes(relate(word, other, judging));
    });
  if (said.length < name.whole && same(name.core)) return 'kind';
  // German writes every noun with a capital, so only a name with a first name is sure.
  const last = name.core.slice(-1);
  return name.core.length > 1 && same(last) && (last[0]?.key.length ?? 0) > 2 ? 'last' : null;
}
