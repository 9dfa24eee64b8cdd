import table from '../data/yes-no.json' with { type: 'json' };
import { fold } from '../read/fold.ts';
import { carriersOf, tailLength } from '../read/carriers.ts';
import { denialOf, denies } from '../read/denial.ts';
import { cores, withoutHesitations } from '../read/fillers.ts';
import type { LanguageRules } from '../read/language.ts';
import { patternMatcher, type PatternMatcher } from './match-pattern.ts';
import { compilePattern } from '../read/pattern.ts';
import type { Word } from '../read/reading.ts';

/** Whether something is said to be so. */
export type Polarity = 'yes' | 'no';

interface Sayings {
  readonly yes: readonly PatternMatcher[];
  readonly no: readonly PatternMatcher[];
  readonly asksYes: ReadonlySet<string>;
  readonly asksNo: ReadonlySet<string>;
}
const tables: Readonly<
  Partial<
    Record<
      string,
      { yes: readonly string[]; no: readonly string[]; asksYes: string; asksNo: string }
    >
  >
> = table;
const built = new WeakMap<LanguageRules, Sayings>();

function sayingsOf(rules: LanguageRules): Sayings | null {
  const known = built.get(rules);
  const data = tables[rules.code];
  if (known || !data) return known ?? null;
  const read = (patterns: readonly string[]): PatternMatcher[] =>
    patterns.map((pattern) => patternMatcher(compilePattern(pattern), rules));
  const set = (list: string): ReadonlySet<string> => new Set(fold(list).split(' '));
  const made: Sayings = {
    yes: read(data.yes),
    no: read(data.no),
    asksYes: set(data.asksYes),
    asksNo: set(data.asksNo),
  };
  built.set(rules, made);
  return made;
}

/** What a wanted text of one word asks to hear: "yes" and "true", or "no" and "false". */
export function asksForPolarity(want: readonly Word[], rules: LanguageRules): Polarity | null {
  const sayings = sayingsOf(rules);
  const [word] = want;
  if (!sayings || !word || want.length !== 1) return null;
  if (sayings.asksYes.has(word.key)) return 'yes';
  return sayings.asksNo.has(word.key) ? 'no' : null;
}

/** Whether a word is a "yes", in whatever form. */
export const isYes = (key: string, rules: LanguageRules): boolean =>
  rules.yes.has(key) || [...rules.yes].some((yes) => rules.synonyms.get(yes)?.has(key) === true);

/** "I am not sure it is" says neither; "I am not sure, but yes" and "I don't know, yes" do. */
function isDoubted(said: readonly Word[], core: readonly Word[], rules: LanguageRules): boolean {
  const [first] = core;
  const before = first ? said.slice(0, Math.max(0, said.indexOf(first))) : [];
  const { links } = denialOf(rules);
  return denies(before, rules) && !first?.pause && !before.some(({ key }) => links.has(key));
}

/** What a whole answer says, in whatever form: "of course", "not at all". Null for anything else. */
export function polarityOf(said: readonly Word[], rules: LanguageRules): Polarity | null {
  const sayings = sayingsOf(rules);
  if (!sayings) return null;
  const equal = (a: Word, b: Word): boolean =>
    a.key === b.key || rules.either.get(a.key)?.has(b.key) === true;
  const says = (words: readonly Word[]): Polarity | null => {
    // "No, it is not false" is read as a "no"; the shorter "yes" never hides inside it.
    if (sayings.no.some((one) => one.matches(words, equal))) return 'no';
    return sayings.yes.some((one) => one.matches(words, equal)) ? 'yes' : null;
  };
  const whole = says(said);
  if (whole !== null) return whole;
  const meant = withoutHesitations(said, rules);
  const { tails } = carriersOf(rules);
  // Tails go first: of "no, la verdad" a lead-in "no" would leave "the truth".
  for (let left = meant, length = 1; length > 0; left = left.slice(0, left.length - length)) {
    const found = says(left);
    if (found !== null) return found;
    length = tailLength(tails, left, rules);
    // "I am not sure" is no "I am" with a tail.
    if (denies(left.slice(left.length - length), rules)) break;
  }
  // "No, obviously" says no more "yes" than "no, it is true" does; "no, yes" is put right.
  const refuses = rules.no.has(meant[0]?.key ?? '') && meant[1]?.pause === true;
  for (const { words } of cores(said, [], rules)) {
    const found = says(words);
    if (found !== null && isDoubted(said, words, rules)) return null;
    const mended = rules.yes.has(words[0]?.key ?? '');
    if (found !== null) return found === 'yes' && refuses && !mended ? null : found;
  }
  return null;
}
