import type { Accept } from '../../../contracts/lesson.ts';
import { accentCounts } from './accents.ts';
import { cores } from '../read/fillers.ts';
import type { LanguageRules } from '../read/language.ts';
import { matchKeywords } from './keywords.ts';
import { better, isRight, type Match } from './match.ts';
import { hasUnit, matchNumber, type NumberAccept } from './match-number.ts';
import { patternMatcher, type PatternMatcher } from './match-pattern.ts';
import { readWanted, type Answer } from './answer.ts';
import { matchText } from './match-text.ts';
import { compilePattern, patternReadings, simplestReading, type Pattern } from '../read/pattern.ts';
import { keyValue, readText, type Word } from '../read/reading.ts';
import { relate, type Judging } from './relation.ts';

/** How many readings of a pattern are looked at, and how many of the nearest laid beside the answer. */
const MOST_READINGS = 48;
const NEAREST_READINGS = 5;
/** A longer answer is laid beside the simplest reading alone, to stay quick. */
const LONGEST_COMPARED = 80;

interface Compiled {
  readonly pattern: Pattern;
  readonly matcher: PatternMatcher;
  /** Its first readings as texts with the keys of their words, the simplest first. */
  readonly texts: readonly { readonly text: string; readonly keys: ReadonlySet<string> }[];
}
const remembered = new WeakMap<LanguageRules, Map<string, Compiled>>();
/** Patterns that stay compiled: those of a lesson. */
const MOST_REMEMBERED = 300;

function compiled(source: string, rules: LanguageRules): Compiled {
  const known = remembered.get(rules) ?? new Map<string, Compiled>();
  remembered.set(rules, known);
  const found = known.get(source);
  if (found) return found;
  const pattern = compilePattern(source);
  const matcher = patternMatcher(pattern, rules);
  const manner = { byEar: false, loose: true, numbers: 'apart' } as const;
  const texts = patternReadings(pattern, MOST_READINGS).map((text) => ({
    text,
    keys: new Set(readText(text, rules, manner).words.map(({ key }) => key)),
  }));
  const made = { pattern, matcher, texts };
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(source, made);
  return made;
}

/** The readings that share most words with the answer and have fewest of their own. */
function nearest(texts: Compiled['texts'], { readings }: Answer): readonly string[] {
  const said = new Set(readings[0]?.words.map(({ key }) => key) ?? []);
  const share = (keys: ReadonlySet<string>): number => {
    const shared = [...keys].filter((key) => said.has(key)).length;
    return (2 * shared) / (keys.size + said.size);
  };
  return texts
    .map(({ text, keys }) => ({ text, share: share(keys) }))
    .sort((a, b) => b.share - a.share)
    .slice(0, NEAREST_READINGS)
    .map(({ text }) => text);
}

function matchPattern(answer: Answer, source: string): Match {
  const { judging } = answer;
  const { pattern, matcher, texts } = compiled(source, judging.rules);
  const same = (said: Word, want: Word): boolean => relate(said, want, judging) === 'same';
  const alike = (said: Word, want: Word): boolean =>
    ['same', 'alike', 'digits'].includes(relate(said, want, judging));
  const shown = simplestReading(pattern);
  const broad = source.includes('...') || source.includes('…');
  for (const reading of answer.readings) {
    for (const core of cores(reading.words, [], judging.rules)) {
      if (core.trimmed && judging.strictness === 'exact') break;
      const unaccented = (said: Word, want: Word): boolean => {
        const piece = { relation: relate(said, want, judging), said: [said], want: [want] };
        const missing = piece.relation === 'accent' && !accentCounts(piece, core.words, judging);
        return missing || alike(said, want);
      };
      if (!matcher.matches(core.words, unaccented)) continue;
      const grade = matcher.matches(core.words, same) ? 'exact' : 'alike';
      const units = [...new Set(core.words.map((word) => word.unit))];
      const diff = units.map((unit) => ({
        kind: 'same' as const,
        said: reading.units[unit] ?? '',
      }));
      const reason = { key: 'right' };
      return { grade, broad, score: 1, matched: shown, diff, reason, misheard: false };
    }
  }
  let best: Match | null = null;
  const long = answer.readings.some(({ words }) => words.length > LONGEST_COMPARED);
  for (const text of long ? texts.slice(0, 1).map((one) => one.text) : nearest(texts, answer)) {
    const match = matchText(answer, text, text.replace(/\.{3}/g, '').replace(/\s+/g, ' ').trim());
    best = better(best, { ...match, broad: broad || match.broad });
    if (best.grade === 'exact') break;
  }
  return best ?? matchText(answer, shown);
}

/**
 * The amount that a text is, alone or with a unit: "7", "$2.50", "100 °C"; null for everything else.
 * Years, times and places in a row are no amounts.
 */
function amountOf(text: string, judging: Judging): NumberAccept | null {
  const [first, second, ...more] = readWanted(text, judging)[0]?.words ?? [];
  const number = keyValue(first?.key ?? '');
  if (number === null || more.length > 0) return null;
  if (second === undefined) return { number };
  return judging.rules.units.has(second.key) ? { number, unit: second.key } : null;
}

/** A text as it stands, or as the amount it is: "two dollars fifty", "fifty per cent", "a dozen". */
function matchWords(answer: Answer, accepted: string, text: string): Match {
  const match = matchText(answer, accepted);
  const { judging } = answer;
  if (isRight(match) || judging.strictness === 'exact' || judging.verbatim) return match;
  const amount = amountOf(accepted, judging);
  const found = amount && matchNumber(answer, amount, text);
  if (!amount || !found || found.grade === 'miss') return match;
  // A number in words has its own spelling and its own minimal pairs.
  const inWords = !/\p{Nd}/u.test(accepted);
  if (inWords && (match.grade === 'close' || found.ask !== undefined)) return match;
  const grade = found.grade === 'exact' ? 'alike' : found.grade;
  const counted = { ...found, matched: accepted, grade };
  const named = amount.unit === undefined || hasUnit(answer, amount);
  if (named) return better(match, counted);
  const reason = { key: 'close.unit', params: { want: accepted } };
  return better(match, { ...counted, grade: 'close', score: 0.9, reason });
}

/** Compares an answer with one entry of a lesson's accepted or foreseen answers. */
export function matchAccept(answer: Answer, accept: Accept, text: string): Match {
  if (typeof accept === 'string') return matchWords(answer, accept, text);
  if ('text' in accept) return matchWords(answer, accept.text, text);
  if ('pattern' in accept) return matchPattern(answer, accept.pattern);
  if ('number' in accept) return matchNumber(answer, accept, text);
  return matchKeywords(answer, accept);
}

/** The entry as an answer to show; null for keywords alone, which are no sentence. */
export function plainText(accept: Accept): string | null {
  if (typeof accept === 'string') return accept;
  if ('text' in accept) return accept.text;
  return null;
}
