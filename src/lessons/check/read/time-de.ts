import { digitalTime, hourBefore, smallNumber, wordAt, type SaidTime } from './clock.ts';
import type { NumberWords } from './number-words.ts';
import type { Token } from './tokens.ts';

const NAMED = new Map([
  ['mittag', 12],
  ['mitternacht', 24],
]);
const HALVES = new Map<string, 'am' | 'pm'>([
  ['morgens', 'am'],
  ['vormittags', 'am'],
  ['frühmorgens', 'am'],
  ['nachmittags', 'pm'],
  ['abends', 'pm'],
]);

function dayHalf(said: readonly Token[], at: number): { half: SaidTime['half']; end: number } {
  const start = wordAt(said, at) === 'uhr' ? at + 1 : at;
  const half = HALVES.get(wordAt(said, start));
  return half ? { half, end: start + 1 } : { half: null, end: start };
}

/** The hour a phrase counts from: "drei", or "halb vier", which is half an hour earlier. */
function from(said: readonly Token[], at: number, words: NumberWords) {
  const half = wordAt(said, at) === 'halb';
  const named = NAMED.get(wordAt(said, at));
  if (named !== undefined) return { minutes: named * 60, end: at + 1 };
  const hour = smallNumber(said, half ? at + 1 : at, words, 24);
  if (!hour || hour.value === 0) return null;
  return { minutes: half ? hourBefore(hour.value) * 60 + 30 : hour.value * 60, end: hour.end };
}

/** The German time that begins at `at`. `loose` reads "drei dreißig" and "3.30" too. */
export function germanTime(
  said: readonly Token[],
  at: number,
  words: NumberWords,
  loose: boolean,
): SaidTime | null {
  const token = said[at];
  if (!token) return null;
  const digital = digitalTime(token.fold) ?? (loose ? digitalTime(token.fold, '.') : null);
  if (digital) return { ...digital, ...dayHalf(said, at + 1) };
  const named = NAMED.get(token.fold);
  if (named !== undefined) {
    return { hour: named, minute: 0, half: named === 12 ? 'pm' : 'am', end: at + 1 };
  }
  const told = (minutes: number, end: number): SaidTime => ({
    hour: Math.floor(minutes / 60) % 24 || 24,
    minute: minutes % 60,
    ...dayHalf(said, end),
  });
  if (token.fold === 'halb') {
    const half = from(said, at, words);
    return half && half.end > at + 1 ? told(half.minutes, half.end) : null;
  }
  const quarter = token.fold === 'viertel' ? 15 : token.fold === 'dreiviertel' ? 45 : 0;
  const count = quarter ? { value: quarter, end: at + 1 } : smallNumber(said, at, words, 29);
  const link = count ? wordAt(said, count.end) : '';
  if (count && (link === 'nach' || link === 'vor')) {
    const base = from(said, count.end + 1, words);
    if (base && !said[count.end + 1]?.pause && count.value > 0 && quarter < 45) {
      return told(base.minutes + (link === 'nach' ? count.value : -count.value), base.end);
    }
  }
  if (count && quarter > 0) {
    // "viertel vier" is a quarter past three.
    const base = smallNumber(said, count.end, words, 12);
    return base && base.value > 0 && !said[count.end]?.pause
      ? told(hourBefore(base.value) * 60 + quarter, base.end)
      : null;
  }
  const hour = smallNumber(said, at, words, 24);
  if (!hour) return null;
  const uhr = wordAt(said, hour.end) === 'uhr';
  const minutesAt = uhr ? hour.end + 1 : hour.end;
  const minutes =
    (uhr || loose) && !said[minutesAt]?.pause ? smallNumber(said, minutesAt, words, 59) : null;
  if (minutes && (uhr || minutes.value >= 10)) {
    return { hour: hour.value, minute: minutes.value, ...dayHalf(said, minutes.end) };
  }
  const plain = dayHalf(said, hour.end);
  return uhr || plain.half ? { hour: hour.value, minute: 0, ...plain } : null;
}
