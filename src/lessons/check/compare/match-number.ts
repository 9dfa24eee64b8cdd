import type { Reason } from '../../../contracts/answer-check.ts';
import type { Accept } from '../../../contracts/lesson.ts';
import { partsOfMoney, smallerUnits, vaguerUnit } from '../read/amounts.ts';
import table from '../data/sounds-like-numbers.json' with { type: 'json' };
import { editDistance } from './edit-distance.ts';
import { refutedAt, takesBack } from '../read/denial.ts';
import { cores } from '../read/fillers.ts';
import { better, type Match } from './match.ts';
import { readAnswer, type Answer } from './answer.ts';
import { matchText } from './match-text.ts';
import { numberWords } from '../read/number-words.ts';
import { keyValue, type Reading, type Word } from '../read/reading.ts';

const soundsLike: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = table;

export type NumberAccept = Extract<Accept, { number: number }>;

/** The number as a lesson shows it: digits in the language's own writing, with its unit. */
export function writtenNumber(accept: NumberAccept, language: string): string {
  const tag = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language) ? language : 'en';
  const digits = new Intl.NumberFormat(tag, {
    numberingSystem: 'latn',
    useGrouping: false,
    maximumFractionDigits: 15,
  }).format(accept.number);
  return accept.unit === undefined ? digits : `${digits} ${accept.unit}`;
}

/** Number words one slip of the pen away from a word, put right: "fourty" is forty. */
function mendNumberWords(answer: Answer, text: string): string | null {
  const { rules } = answer.judging;
  const { cardinals } = numberWords(rules.code);
  let mended = false;
  const words = text.toLowerCase().replace(/\p{L}{4,}/gu, (word) => {
    if (cardinals.has(word) || rules.little.has(word) || rules.copulas.has(word)) return word;
    const near = [...cardinals.keys()].filter((known) => editDistance(word, known, 1) <= 1);
    if (near.length !== 1 || near[0] === undefined) return word;
    mended = true;
    return near[0];
  });
  return mended ? words : null;
}

interface FoundNumber {
  readonly value: number;
  /** The word right after it, where that may be a unit. */
  readonly unit: Word | undefined;
}

/** The one number an answer gives: the only one, or the one after "is" or "equals". */
function givenNumber(words: readonly Word[], answer: Answer): FoundNumber | 'none' | 'several' {
  const { rules } = answer.judging;
  const alone =
    words.length === 1 ? numberWords(rules.code).cardinals.get(words[0]?.key ?? '') : undefined;
  if (alone !== undefined) return { value: alone, unit: undefined };
  const found = words.flatMap((word, at) => {
    const value = keyValue(word.key);
    return value === null ? [] : [{ value, unit: words[at + 1], before: words[at - 1]?.key ?? '' }];
  });
  if (found.length === 1 && found[0]) return found[0];
  if (found.length > 1) {
    const last = found.at(-1);
    if (last && rules.copulas.has(last.before)) return last;
    return 'several';
  }
  const article = words.findIndex((word) => rules.articleNumbers.has(word.key));
  return article >= 0 ? { value: 1, unit: words[article + 1] } : 'none';
}

type UnitCheck = 'right' | 'missing' | 'wrong';
function checkUnit(accept: NumberAccept, said: Word | undefined, answer: Answer): UnitCheck {
  if (accept.unit === undefined) return 'right';
  const { rules } = answer.judging;
  if (!said || said.pause || rules.little.has(said.key)) return 'missing';
  const [a, b] = [unitOf(said.key, answer), unitOf(wantedUnit(accept.unit, answer), answer)];
  if (a === b || vaguerUnit(a, b, rules.code)) return 'right';
  const unit = matchText(readAnswer(said.source, answer.judging), accept.unit);
  return unit.grade === 'miss' ? 'wrong' : 'right';
}

/** The key that a unit of a lesson has after a number: "%" is "percent", "km/h" is "kmh". */
function wantedUnit(unit: string, answer: Answer): string {
  return readAnswer(`1 ${unit}`, answer.judging).readings[0]?.words[1]?.key ?? unit;
}
const unitOf = (key: string, { judging: { rules } }: Answer): string => rules.units.get(key) ?? key;

/** What is said in another unit as the value in the wanted one: 52 cents are .52 dollars. */
function inWantedUnit(accept: NumberAccept, found: FoundNumber, answer: Answer): FoundNumber {
  const { rules } = answer.judging;
  const said = found.unit && !found.unit.pause ? found.unit.key : '';
  const unit = unitOf(said, answer);
  const percent = unitOf(rules.signs.get('%') ?? '%', answer);
  const want = accept.unit === undefined ? '' : unitOf(wantedUnit(accept.unit, answer), answer);
  const into = (value: number): FoundNumber => ({ value, unit: undefined });
  if (want !== '' && unit !== want) {
    const main = partsOfMoney(said, rules.code).some((one) => unitOf(one, answer) === want);
    if (main) return into(found.value / 100);
    // "Half an hour" is what people say for thirty minutes.
    const part = found.value === 0.5 || found.value === 0.25 || found.value === 0.75;
    const count = part ? smallerUnits(unit, want, rules.code) : null;
    if (count !== null) return into(found.value * count);
    const share = found.value > 0 && found.value < 1 && !found.unit?.counted;
    if (want === percent && share) return into(found.value * 100);
  }
  const share = Math.abs(accept.number) < 1 && accept.number !== 0;
  return want === '' && unit === percent && share ? into(found.value / 100) : found;
}

/** Whether the unit, or what stands for it, was named beside the number. */
export function hasUnit(answer: Answer, accept: NumberAccept): boolean {
  return answer.readings.some((reading) => {
    const core = cores(reading.words, [], answer.judging.rules)[0]?.words ?? [];
    const found = givenNumber(core, answer);
    if (typeof found === 'string') return false;
    return (
      inWantedUnit(accept, found, answer) !== found ||
      checkUnit(accept, found.unit, answer) === 'right'
    );
  });
}

/** The number that one misheard word stands for: "to" for 2. */
function soundsLikeNumber(core: readonly Word[], { judging }: Answer): number | null {
  const [word] = core;
  const sounds = soundsLike[judging.rules.code];
  if (!word || core.length !== 1 || !sounds) return null;
  const found = Object.entries(sounds).find(([, words]) => words.split(' ').includes(word.key));
  return found ? Number(found[0]) : null;
}

function judgeReading(
  reading: Reading,
  accept: NumberAccept,
  answer: Answer,
  matched: string,
): Match {
  const { rules, strictness } = answer.judging;
  const ways = cores(reading.words, [], rules);
  const core = ways[0]?.words ?? [];
  const found = givenNumber(core, answer);
  const given = typeof found === 'string' ? found : inWantedUnit(accept, found, answer);
  const miss = (key: string): Match => {
    const { diff } = matchText(answer, matched);
    const reason: Reason = { key };
    return {
      grade: 'miss',
      broad: false,
      score: 0,
      matched,
      diff,
      reason,
      misheard: false as const,
    };
  };
  const numbers = core.filter((word) => keyValue(word.key) !== null).length;
  if (given === 'none') {
    const heard = cores(reading.words, [], rules).map((one) => soundsLikeNumber(one.words, answer));
    if (!heard.some((value) => value !== null && Math.abs(value - accept.number) < 1e-9)) {
      return miss('wrong.noNumber');
    }
    const params = { said: reading.units.join(' '), want: matched };
    const diff = [{ kind: 'replace' as const, ...params }];
    const base = { broad: false, matched, diff, misheard: false as const };
    return answer.judging.spoken
      ? { ...base, grade: 'alike', score: 0.9, reason: { key: 'right' }, ask: matched }
      : { ...base, grade: 'close', score: 0.9, reason: { key: 'close.typo', params } };
  }
  const choice = (words: readonly Word[] = []) => words.some((word) => rules.or.has(word.key));
  // "Six or so" is six.
  const between = numbers > 1 ? choice(core) : ways.every((way) => choice(way.words));
  if (given === 'several' || between) return miss('wrong.several');
  const refuted = core.some((_, at) => refutedAt(core, at, rules));
  if (refuted || takesBack(core, rules)) return miss('wrong.negation');
  const off = Math.abs(given.value - accept.number);
  const room = (accept.tolerance ?? 0) + 1e-9 * Math.max(1, Math.abs(accept.number));
  if (off > room) return miss('wrong.number');
  const converted = given !== found;
  const unit = converted ? 'right' : checkUnit(accept, given.unit, answer);
  if (unit === 'wrong') return miss('wrong.unit');
  const diff = [{ kind: 'same' as const, said: reading.units.join(' ') }];
  const base = { broad: false, matched, misheard: false as const };
  if (unit === 'missing' && strictness === 'exact') {
    const reason = { key: 'close.unit', params: { want: matched } };
    return { ...base, grade: 'close', score: 0.9, diff, reason };
  }
  return { ...base, grade: 'exact', score: 1, diff, reason: { key: 'right' } };
}

/** Compares the number in an answer, in digits or words, with an accepted one. */
export function matchNumber(answer: Answer, accept: NumberAccept, text: string): Match {
  const matched = writtenNumber(accept, answer.judging.rules.code || 'en');
  let best: Match | null = null;
  for (const reading of answer.readings) {
    best = better(best, judgeReading(reading, accept, answer, matched));
  }
  if (best?.grade !== 'miss' || best.reason.key !== 'wrong.noNumber') {
    return best ?? judgeReading({ units: [], words: [] }, accept, answer, matched);
  }
  const mended = mendNumberWords(answer, text);
  if (mended === null) return best;
  const again = matchNumber(readAnswer(mended, answer.judging), accept, '');
  if (again.grade === 'miss') return best;
  const { strictness, spoken } = answer.judging;
  if (strictness === 'lenient' || spoken) return { ...again, grade: 'alike' };
  const reason = { key: 'close.typo', params: { said: text.trim(), want: mended } };
  const diff = [{ kind: 'replace' as const, said: text.trim(), want: mended }];
  return { ...again, grade: 'close', score: 0.9, diff, reason };
}
