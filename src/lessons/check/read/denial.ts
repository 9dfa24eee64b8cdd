import table from '../data/denial.json' with { type: 'json' };
import { fold } from './fold.ts';
import type { LanguageRules } from './language.ts';
import type { Word } from './reading.ts';

/** How one language takes an answer back. Words are folded. */
interface Denial {
  readonly excluding: readonly (readonly string[])[];
  readonly refuting: ReadonlySet<string>;
  readonly deniers: ReadonlySet<string>;
  readonly opinions: ReadonlySet<string>;
  readonly joints: ReadonlySet<string>;
  readonly doubters: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
}

const set = (list: string): ReadonlySet<string> => new Set(fold(list).split(' '));
const known: ReadonlyMap<string, Denial> = new Map(
  Object.entries(table).map(([code, one]) => [
    code,
    {
      excluding: one.excluding.map((phrase) => fold(phrase).split(' ')),
      refuting: set(one.refuting),
      deniers: set(one.deniers),
      opinions: set(one.opinions),
      joints: set(one.joints),
      doubters: set(one.doubters),
      links: set(one.links),
    },
  ]),
);
const none: Denial = {
  excluding: [],
  refuting: new Set(),
  deniers: new Set(),
  opinions: new Set(),
  joints: new Set(),
  doubters: new Set(),
  links: new Set(),
};

/** The words by which a language denies, excludes and doubts. */
export const denialOf = (rules: LanguageRules): Denial => known.get(rules.code) ?? none;

/** Whether any of the words says "not". */
export const denies = (words: readonly Word[], rules: LanguageRules): boolean =>
  words.some((word) => rules.negations.has(word.key));

/** Whether the words say "not", "I doubt" or "anything but"; "no doubt" is none of them. */
export function takesBack(words: readonly Word[], rules: LanguageRules): boolean {
  const { doubters } = denialOf(rules);
  const sure = (at: number): boolean =>
    rules.negations.has(words[at - 1]?.key ?? '') ||
    rules.prepositions.has(words[at - 1]?.key ?? '');
  if (words.some(({ key }, at) => doubters.has(key) && !sure(at))) return true;
  return denies(words, rules) || words.some((_, at) => excludedAt(words, at + 1, rules));
}

/** Whether what stands before `at` leaves out what follows: "anything but", "todo menos". */
export function excludedAt(words: readonly Word[], at: number, rules: LanguageRules): boolean {
  const before = rules.articles.has(words[at - 1]?.key ?? '') ? [at, at - 1] : [at];
  return before.some((end) =>
    denialOf(rules).excluding.some(
      (phrase) =>
        phrase.length <= end &&
        phrase.every((key, k) => words[end - phrase.length + k]?.key === key),
    ),
  );
}

/** Whether what follows `at` calls the words before it wrong: "Rome is wrong". */
export function refutedAt(words: readonly Word[], at: number, rules: LanguageRules): boolean {
  return (
    rules.copulas.has(words[at]?.key ?? '') &&
    denialOf(rules).refuting.has(words[at + 1]?.key ?? '')
  );
}

/**
 * An answer before what it is set against: "Rome" in "Rome, not Milan". Null where the words only
 * deny: "Rome, no", "Rome, that is not right".
 */
export function beforeContrast(
  words: readonly Word[],
  want: readonly Word[],
  rules: LanguageRules,
): readonly Word[] | null {
  const firstDenial = words.findIndex(({ key }) => rules.negations.has(key));
  if (firstDenial < 1 || denies(want, rules)) return null;
  const { deniers, links } = denialOf(rules);
  const weighs = ({ key }: Word): boolean =>
    !deniers.has(key) &&
    !rules.little.has(key) &&
    !rules.negations.has(key) &&
    !rules.articles.has(key);
  // The pause of a clause stands at most three words before its "not".
  for (let at = Math.max(1, firstDenial - 3); at <= firstDenial; at++) {
    const before = words.slice(0, at);
    const after = words.slice(at);
    const first = after[0];
    if (!first) return null;
    const bare = rules.negations.has(first.key);
    const other = after.filter(weighs);
    if (other.length === 0) return null;
    // Said without a pause the two must be of one size: "Paris not London", never "he is not tired".
    const size = before.length === want.length && other.length <= want.length && want.length <= 2;
    const linked = links.has(before.at(-1)?.key ?? '');
    if (bare && linked && before.length > 1) return before.slice(0, -1);
    const ends = before.at(-1)?.key ?? '';
    const open = rules.copulas.has(ends) || rules.little.has(ends);
    const contrast = bare && !open && (first.pause || size);
    const clause = first.pause && after.slice(0, 4).some(({ key }) => rules.negations.has(key));
    if (contrast || clause) return before;
  }
  return null;
}

/**
 * What is meant after a "not" without a pause: "Venus" in "not Mars Venus", two answers of one size.
 * Null for "not really Venus" and the like.
 */
export function afterBareDenial(
  words: readonly Word[],
  want: readonly Word[],
  rules: LanguageRules,
): readonly Word[] | null {
  const [first] = words;
  const plain = words.filter(({ key }) => !rules.articles.has(key));
  const size = want.filter(({ key }) => !rules.articles.has(key)).length;
  if (!first || !rules.negations.has(first.key) || denies(want, rules)) return null;
  if (size === 0 || size > 2 || plain.length !== 1 + 2 * size) return null;
  const { deniers } = denialOf(rules);
  const denied = plain.slice(1, 1 + size);
  const other = denied.every(
    ({ key }) => !deniers.has(key) && !rules.little.has(key) && !rules.movable.has(key),
  );
  return other && !denies(plain.slice(1), rules) ? plain.slice(1 + size) : null;
}
