import type { Reason } from '../../contracts/answer-check.ts';
import type { Accept } from '../../contracts/lesson.ts';
import { editDistance } from './edit-distance.ts';
import { cores } from './fillers.ts';
import { better, type Match } from './match.ts';
import { readAnswer, type Answer } from './answer.ts';
import { matchText } from './match-text.ts';
import { numberWords } from './number-words.ts';
import { keyValue, type Reading, type Word } from './reading.ts';

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
  const { cardinals } = numberWords(answer.judging.rules.code);
  let mended = false;
  const words = text.toLowerCase().replace(/\p{L}{4,}/gu, (word) => {
    if (cardinals.has(word)) return word;
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
  const of = (unit: string): string => rules.units.get(unit) ?? unit;
  const wanted = readAnswer(`1 ${accept.unit}`, answer.judging).readings[0]?.words[1]?.key;
  if (!said || said.pause || rules.little.has(said.key)) return 'missing';
  if (said.key === wanted || of(said.key) === of(wanted ?? '')) return 'right';
  const unit = matchText(readAnswer(said.source, answer.judging), accept.unit);
  return unit.grade === 'miss' ? 'wrong' : 'right';
}

function judgeReading(
  reading: Reading,
  accept: NumberAccept,
  answer: Answer,
  matched: string,
): Match {
  const { rules, strictness } = answer.judging;
  const core = cores(reading.words, [], rules)[0]?.words ?? [];
  const given = givenNumber(core, answer);
  const miss = (key: string): Match => {
    const { diff } = matchText(answer, matched);
    const reason: Reason = { key };
    return { grade: 'miss', broad: false, score: 0, matched, diff, reason, misheard: false };
  };
  const numbers = core.filter((word) => keyValue(word.key) !== null).length;
  if (given === 'none') return miss('wrong.noNumber');
  if (given === 'several' || (numbers > 1 && core.some((word) => rules.or.has(word.key)))) {
    return miss('wrong.several');
  }
  if (core.some((word) => rules.negations.has(word.key))) return miss('wrong.negation');
  const off = Math.abs(given.value - accept.number);
  const room = (accept.tolerance ?? 0) + 1e-9 * Math.max(1, Math.abs(accept.number));
  if (off > room) return miss('wrong.number');
  const unit = checkUnit(accept, given.unit, answer);
  if (unit === 'wrong') return miss('wrong.unit');
  const diff = [{ kind: 'same' as const, said: reading.units.join(' ') }];
  const base = { broad: false, matched, misheard: false };
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
