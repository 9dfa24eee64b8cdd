import type { Answer } from './answer.ts';
import { readAnswer } from './answer.ts';
import { withoutOtherLanguage } from '../read/code-switch.ts';
import tagTable from '../data/tags.json' with { type: 'json' };
import { takesBack } from '../read/denial.ts';
import { equivalentsOf } from '../read/equivalents.ts';
import { cores } from '../read/fillers.ts';
import { cleanText } from '../read/fold.ts';
import { better, isRight, type Match } from './match.ts';
import { isName, namesByPart } from './names.ts';
import { spellsOut } from './spelled.ts';
import { asksForPolarity, polarityOf } from './yes-no.ts';
import { readWanted } from './answer.ts';

const tags: Readonly<Record<string, RegExp | undefined>> = Object.fromEntries(
  Object.entries(tagTable).map(([code, [pattern = '(?!)']]) => [code, new RegExp(pattern, 'iu')]),
);

type Compare = (answer: Answer, text: string) => Match;

const shownWhole = (answer: Answer): Match['diff'] => [
  { kind: 'same', said: cleanText(answer.text) },
];

/** "Of course" where "yes" is wanted, and "of course not", which is never right there. */
function byPolarity(answer: Answer, text: string): Match | null {
  const { rules } = answer.judging;
  const asks = asksForPolarity(readWanted(text, answer.judging)[0]?.words ?? [], rules);
  if (asks === null) return null;
  const says = answer.readings
    .map(({ words }) => polarityOf(words, rules))
    .find((one) => one !== null);
  if (!says) return null;
  const base = { broad: false, matched: text, misheard: false as const, diff: shownWhole(answer) };
  return says === asks
    ? { ...base, grade: 'alike', score: 1, reason: { key: 'right' } }
    : { ...base, grade: 'miss', score: 0, reason: { key: 'wrong.other' }, diff: [] };
}

/** "The Pacific" for "the Pacific Ocean" is the same; "Washington" for George is nearly said. */
function byName(answer: Answer, text: string): Match | null {
  const { judging } = answer;
  if (!isName(text, judging.rules)) return null;
  const parts = answer.readings.flatMap((reading) =>
    cores(reading.words, [], judging.rules).map(({ words }) => namesByPart(words, text, judging)),
  );
  const base = { broad: false, matched: text, misheard: false as const, diff: shownWhole(answer) };
  if (parts.includes('kind'))
    return { ...base, grade: 'alike', score: 1, reason: { key: 'right' } };
  if (!parts.includes('last')) return null;
  const reason = { key: 'close.fullName', params: { want: text } };
  return { ...base, grade: 'close', score: 0.8, reason };
}

/** "Eme e ese a" for "mesa", "la be" for B. */
function bySpelling(answer: Answer, text: string): Match | null {
  if (!spellsOut(answer, text)) return null;
  const base = { broad: false, matched: text, misheard: false as const, diff: shownWhole(answer) };
  return { ...base, grade: 'alike', score: 1, reason: { key: 'right' } };
}

/** A sentence said in another way that means the same: "mein Name ist" for "ich heiße". */
function byMeaning(answer: Answer, text: string, compare: Compare): Match | null {
  const { strictness, rules } = answer.judging;
  for (const other of equivalentsOf(text, rules.code)) {
    const match = compare(answer, other);
    if (!isRight(match)) continue;
    const diff = shownWhole(answer);
    return strictness === 'exact'
      ? {
          ...match,
          matched: text,
          grade: 'close',
          score: 0.9,
          diff,
          reason: { key: 'close.meaning' },
        }
      : { ...match, matched: text, grade: 'alike', diff };
  }
  return null;
}

const oneLanguage = new WeakMap<Answer, Answer | 'same'>();
/** The answer without words of another language around it. */
function inOneLanguage(answer: Answer, text: string, compare: Compare): Match | null {
  let read = oneLanguage.get(answer);
  if (read === undefined) {
    const left = withoutOtherLanguage(answer.text, answer.judging.rules);
    read = left === null ? 'same' : readAnswer(left, answer.judging);
    oneLanguage.set(answer, read);
  }
  return read === 'same' ? null : compare(read, text);
}

/** "Its cold" for "It is cold": a word that sounds like what the teacher wrote out. */
function byEar(answer: Answer, text: string, compare: Compare): Match | null {
  if (answer.judging.rules.code !== 'en' || !/\bit (is|has)\b/i.test(text)) return null;
  const left = answer.text.replace(/\b(its)\b/gi, "it's");
  return left === answer.text ? null : compare(readAnswer(left, answer.judging), text);
}

/** Without a question at its end, "¿no?", and without what a colon introduces it by. */
function bareText(text: string, code: string): { before: string; left: string } {
  const tag = tags[code];
  const asked = tag === undefined ? text : text.replace(tag, '');
  const colon = asked.lastIndexOf(':');
  const introduced = colon > 0 && !/\d$/.test(asked.slice(0, colon));
  return introduced
    ? { before: asked.slice(0, colon), left: asked.slice(colon + 1) }
    : { before: '', left: asked };
}

const barer = new WeakMap<Answer, Answer | 'same'>();
function withoutTag(answer: Answer, text: string, compare: Compare): Match | null {
  let read = barer.get(answer);
  if (read === undefined) {
    const { before, left } = bareText(answer.text, answer.judging.rules.code);
    const denied = takesBack(
      readAnswer(before, answer.judging).readings[0]?.words ?? [],
      answer.judging.rules,
    );
    const kept = left.trim() === '' || left === answer.text || denied;
    read = kept ? 'same' : readAnswer(left, answer.judging);
    barer.set(answer, read);
  }
  return read === 'same' ? null : compare(read, text);
}

/**
 * Compares an answer that is not right as it stands in the ways people say the same thing. Null where
 * none of them fits. A sentence to say after the tutor has no other way.
 */
export function matchOtherWays(answer: Answer, text: string, compare: Compare): Match | null {
  const { verbatim, strictness } = answer.judging;
  if (verbatim) return null;
  const polarity = byPolarity(answer, text);
  if (polarity) return polarity;
  const ways = [byMeaning(answer, text, compare), byEar(answer, text, compare)];
  if (strictness !== 'exact') {
    ways.push(byName(answer, text), bySpelling(answer, text));
    ways.push(inOneLanguage(answer, text, compare));
    ways.push(withoutTag(answer, text, compare));
  }
  return ways.reduce<Match | null>((best, one) => (one === null ? best : better(best, one)), null);
}
