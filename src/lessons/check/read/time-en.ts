import { digitalTime, hourBefore, smallNumber, wordAt, type SaidTime } from './clock.ts';
import type { NumberWords } from './number-words.ts';
import type { Token } from './tokens.ts';

const PAST = new Set(['past', 'after']);
const TO = new Set(['to', 'till', 'til', 'before']);
const NAMED = new Map([
  ['noon', 12],
  ['midday', 12],
  ['midnight', 24],
]);

/** "am", "p.m.", "in the morning", "at night" after a time. */
function dayHalf(said: readonly Token[], at: number): { half: SaidTime['half']; end: number } {
  const one = wordAt(said, at);
  if (one === 'am' || one === 'pm') return { half: one, end: at + 1 };
  const phrase = [one, wordAt(said, at + 1), wordAt(said, at + 2)].join(' ');
  if (phrase === 'in the morning') return { half: 'am', end: at + 3 };
  if (phrase === 'in the afternoon' || phrase === 'in the evening')
    return { half: 'pm', end: at + 3 };
  if (phrase.startsWith('at night')) return { half: 'pm', end: at + 2 };
  return { half: null, end: at };
}

/** "half past three", "quarter to five", "ten past six"; H in 1..12. */
function relative(said: readonly Token[], at: number, words: NumberWords) {
  const first = wordAt(said, at) === 'a' && wordAt(said, at + 1) === 'quarter' ? at + 1 : at;
  const word = said[first]?.fold ?? '';
  const count = smallNumber(said, first, words, 29);
  let minute = word === 'half' ? 30 : word === 'quarter' ? 15 : (count?.value ?? 0);
  let i = word === 'half' || word === 'quarter' ? first + 1 : (count?.end ?? first);
  if (minute === 0) return null;
  if (wordAt(said, i) === 'minutes' || wordAt(said, i) === 'minute') i += 1;
  const link = wordAt(said, i);
  const past = PAST.has(link);
  const to = (TO.has(link) && word !== 'half') || (link === 'of' && word === 'quarter');
  // "from five to six" is a span, not a time.
  if ((!past && !to) || said[at - 1]?.fold === 'from') return null;
  const named = NAMED.get(wordAt(said, i + 1));
  const hour = named ? { value: named, end: i + 2 } : smallNumber(said, i + 1, words, 12);
  if (!hour || hour.value === 0) return null;
  minute = past ? minute : 60 - minute;
  const end = wordAt(said, hour.end) === "o'clock" ? hour.end + 1 : hour.end;
  return { hour: past ? hour.value : hourBefore(hour.value), minute, end };
}

/** The English time that begins at `at`. `loose` reads "three thirty", "3.30" and "half three" too. */
export function englishTime(
  said: readonly Token[],
  at: number,
  words: NumberWords,
  loose: boolean,
): SaidTime | null {
  const first = said[at];
  if (!first) return null;
  const named = NAMED.get(first.fold);
  if (named !== undefined) {
    return { hour: named, minute: 0, half: named === 12 ? 'pm' : 'am', end: at + 1 };
  }
  const near = relative(said, at, words);
  if (near) return { ...near, ...dayHalf(said, near.end) };
  const digital = digitalTime(first.fold) ?? (loose ? digitalTime(first.fold, '.') : null);
  if (digital) return { ...digital, ...dayHalf(said, at + 1) };
  if (loose && first.fold === 'half') {
    const hour = smallNumber(said, at + 1, words, 12);
    if (hour && hour.value > 0) return { hour: hour.value, minute: 30, half: null, end: hour.end };
  }
  const hour = smallNumber(said, at, words, 24);
  if (!hour) return null;
  if (wordAt(said, hour.end) === "o'clock" || wordAt(said, hour.end) === 'oclock') {
    return { hour: hour.value, minute: 0, ...dayHalf(said, hour.end + 1) };
  }
  const oh = words.oh.has(wordAt(said, hour.end));
  const minutes = said[hour.end]?.pause
    ? null
    : smallNumber(said, oh ? hour.end + 1 : hour.end, words, 59);
  const minute = minutes && (oh ? minutes.value < 10 : minutes.value >= 10) ? minutes : null;
  const half = dayHalf(said, minute?.end ?? hour.end);
  if (minute && (loose || half.half)) return { hour: hour.value, minute: minute.value, ...half };
  const plain = dayHalf(said, hour.end);
  return plain.half && hour.value > 0 && hour.value <= 12
    ? { hour: hour.value, minute: 0, ...plain }
    : null;
}
