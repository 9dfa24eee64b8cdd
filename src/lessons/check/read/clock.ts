import type { NumberWords } from './number-words.ts';
import type { Token } from './tokens.ts';
import { wholeNumber } from './whole-number.ts';

/** A time of day as it was said; `half` is null where morning or evening was not named. */
export interface SaidTime {
  readonly hour: number;
  readonly minute: number;
  readonly half: 'am' | 'pm' | null;
  readonly end: number;
}

/** The word at a place, or '' after a pause or the end. */
export function wordAt(said: readonly Token[], at: number): string {
  const token = said[at];
  return token === undefined || token.pause ? '' : token.fold;
}

/** A whole number from 0 to `most` in words or digits. */
export function smallNumber(
  said: readonly Token[],
  at: number,
  words: NumberWords,
  most: number,
): { value: number; end: number } | null {
  const token = said[at];
  if (!token) return null;
  const found = /^\d{1,2}$/.test(token.fold)
    ? { value: Number(token.fold), ordinal: false, end: at + 1 }
    : wholeNumber(said, at, words);
  return found && !found.ordinal && found.value <= most
    ? { value: found.value, end: found.end }
    : null;
}

/** "3:30", "15:05". */
export function digitalTime(written: string, sign = ':'): { hour: number; minute: number } | null {
  const [hour, minute, more] = written.split(sign);
  if (more !== undefined || !/^\d{1,2}$/.test(hour ?? '') || !/^\d{2}$/.test(minute ?? ''))
    return null;
  const time = { hour: Number(hour), minute: Number(minute) };
  return time.hour <= 24 && time.minute < 60 ? time : null;
}

/** The hour one minute short of `hour`: "quarter to one" is after twelve. */
export const hourBefore = (hour: number): number => (hour + 23) % 24 || 24;

/** `@t3:30?` · `@t3:30a` · `@t3:30p`: hours from 0 to 11, then the half of the day. */
export function timeKey({ hour, minute, half }: SaidTime): string {
  const of24 = hour > 12 && hour < 24 ? 'p' : hour === 0 || hour === 24 ? 'a' : '?';
  const day = half === null ? of24 : half[0];
  return `@t${hour % 12}:${String(minute).padStart(2, '0')}${day}`;
}

/** Whether two keys can mean the same time; "three" may stand for three o'clock. */
export function sameTime(a: string, b: string): boolean {
  const [one, other] = a.startsWith('@t') ? [a, b] : [b, a];
  if (!one.startsWith('@t')) return false;
  const halves = one.at(-1);
  const clock = one.slice(2, -1);
  if (other.startsWith('@t')) {
    const half = other.at(-1);
    return clock === other.slice(2, -1) && (half === halves || half === '?' || halves === '?');
  }
  const hour = /^#(\d{1,2})$/.exec(other)?.[1];
  if (hour === undefined || Number(hour) > 24 || !clock.endsWith(':00')) return false;
  const fits = Number(hour) <= 12 || halves !== 'a';
  return fits && Number(hour) % 12 === Number(clock.split(':')[0]);
}
