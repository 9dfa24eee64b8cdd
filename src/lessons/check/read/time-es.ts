import { digitalTime, hourBefore, smallNumber, wordAt, type SaidTime } from './clock.ts';
import type { NumberWords } from './number-words.ts';
import type { Token } from './tokens.ts';

const NAMED = new Map([
  ['mediodía', 12],
  ['mediodia', 12],
  ['medianoche', 24],
]);

/** "de la mañana", "de la tarde", "de la noche", "en punto" after a time. */
function dayHalf(said: readonly Token[], at: number): { half: SaidTime['half']; end: number } {
  const start = wordAt(said, at) === 'en' && wordAt(said, at + 1) === 'punto' ? at + 2 : at;
  const one = wordAt(said, start);
  if (one === 'am' || one === 'pm') return { half: one, end: start + 1 };
  if ((one === 'de' || one === 'por') && wordAt(said, start + 1) === 'la') {
    const part = wordAt(said, start + 2);
    if (['mañana', 'manana', 'madrugada'].includes(part)) return { half: 'am', end: start + 3 };
    if (['tarde', 'noche'].includes(part)) return { half: 'pm', end: start + 3 };
  }
  return { half: null, end: start };
}

function minutes(said: readonly Token[], at: number, words: NumberWords) {
  const word = wordAt(said, at);
  if (word === 'media') return { value: 30, end: at + 1 };
  if (word === 'cuarto') return { value: 15, end: at + 1 };
  const count = said[at]?.pause ? null : smallNumber(said, at, words, 59);
  return count && wordAt(said, count.end).startsWith('minuto')
    ? { ...count, end: count.end + 1 }
    : count;
}

/** The Spanish time that begins at `at`; its article is part of it. */
export function spanishTime(
  said: readonly Token[],
  at: number,
  words: NumberWords,
  loose: boolean,
): SaidTime | null {
  const first = said[at]?.fold ?? '';
  const article = first === 'las' || first === 'la';
  const start = article ? at + 1 : at;
  const token = said[start];
  if (!token || (article && token.pause)) return null;
  const named = NAMED.get(token.fold);
  if (named !== undefined) {
    return { hour: named, minute: 0, half: named === 12 ? 'pm' : 'am', end: start + 1 };
  }
  const digital = digitalTime(token.fold) ?? (loose ? digitalTime(token.fold, '.') : null);
  if (digital) return { ...digital, ...dayHalf(said, start + 1) };
  // "cuarto para las cuatro", "diez para la una": America.
  const early = minutes(said, start, words);
  if (!article && early && wordAt(said, early.end) === 'para') {
    const link = wordAt(said, early.end + 1);
    const hour = smallNumber(said, early.end + 2, words, 12);
    if ((link === 'las' || link === 'la') && hour && hour.value > 0) {
      const time = { hour: hourBefore(hour.value), minute: 60 - early.value };
      return { ...time, ...dayHalf(said, hour.end) };
    }
  }
  const hour = smallNumber(said, start, words, 24);
  if (!hour || (token.kind === 'word' && token.fold === 'un')) return null;
  const link = wordAt(said, hour.end);
  const part = link === 'y' || link === 'menos' ? minutes(said, hour.end + 1, words) : null;
  const named_ = ['media', 'cuarto'].includes(wordAt(said, hour.end + 1));
  if (part && part.value > 0 && (article || loose || (named_ && link === 'menos'))) {
    const half = dayHalf(said, part.end);
    return link === 'y'
      ? { hour: hour.value, minute: part.value, ...half }
      : { hour: hourBefore(hour.value), minute: 60 - part.value, ...half };
  }
  const plain = dayHalf(said, hour.end);
  const bareMinutes = article || loose ? minutes(said, hour.end, words) : null;
  if (bareMinutes && bareMinutes.value >= 10) {
    return { hour: hour.value, minute: bareMinutes.value, ...dayHalf(said, bareMinutes.end) };
  }
  if (
    article &&
    said[start]?.fold === 'una' &&
    plain.end === hour.end &&
    !endsHere(said, plain.end)
  ) {
    return null;
  }
  return article || plain.half ? { hour: hour.value, minute: 0, ...plain } : null;
}

/** "la una" before more words may be "the one"; at the end of a phrase it is one o'clock. */
function endsHere(said: readonly Token[], at: number): boolean {
  return said[at] === undefined || said[at].pause;
}
