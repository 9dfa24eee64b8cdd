import type { NumberWords, WholeNumber } from './number-words.ts';
import type { Token } from './tokens.ts';
import { germanNumber } from './german-number.ts';

/** Whether `value` can be said after `group`: "twenty" then "one", "cent" then "deux". */
function follows(group: number, value: number, words: NumberWords, inDigits = false): boolean {
  if (group < 0) return true;
  if (group === 0 || value === 0 || value >= 100) return false;
  const open = group % 100;
  if (open === 0) return true;
  if (words.twenties.size > 0) {
    if (open === 10) return value >= 7 && value <= 9;
    // In digits the recogniser writes "quatre-vingt 17", which in words are two numbers more.
    if (open === 60 || open === 80) return value <= (inDigits ? 19 : 16);
  }
  return open >= 20 && open % 10 === 0 && value < 10;
}

/** Reads "two hundred and five", "quatre-vingt-onze", "dos mil veintiséis" from `at`; null if none. */
export function wholeNumber(
  said: readonly Token[],
  at: number,
  words: NumberWords,
): WholeNumber | null {
  if (words.code === 'de') {
    const german = germanNumber(said, at, words);
    const scale = german && words.scales.get(said[german.end]?.fold ?? '');
    if (german && (scale === undefined || german.ordinal)) return german;
    if (german && scale) {
      const rest = germanNumber(said, german.end + 1, words);
      const more = rest && !rest.ordinal && rest.value < scale ? rest : null;
      const value = german.value * scale + (more?.value ?? 0);
      return { value, ordinal: false, end: more?.end ?? german.end + 1 };
    }
  }
  let total = 0;
  /** The part below a thousand that is being said; -1 when there is none yet. */
  let group = -1;
  let scaleBefore = Infinity;
  let end = at;
  /** Digits and words mixed, "20 five", are one number; digits beside digits are several. */
  let inWords = false;
  const word = (i: number): string | undefined =>
    i === at || !said[i]?.pause ? said[i]?.fold : undefined;
  const written = (i: number): number | undefined =>
    said[i]?.kind === 'number' && /^\d{1,3}$/.test(said[i].fold) ? Number(said[i].fold) : undefined;

  for (let i = at; i < said.length;) {
    const now = word(i);
    if (now === undefined) break;
    const next = word(i + 1);
    const nextValue =
      next === undefined ? undefined : (words.cardinals.get(next) ?? written(i + 1));
    const nextAny = nextValue ?? (next === undefined ? undefined : words.ordinals.get(next));
    if (end > at && nextAny !== undefined && nextAny < 100) {
      const open = Math.max(group, 0) % 100;
      const afterHundred = words.joinHundreds.has(now) && open === 0 && (group > 0 || total > 0);
      const afterTens =
        words.joinTens.has(now) && open >= 20 && (nextAny < 10 || (nextAny === 11 && open === 60));
      if ((afterHundred || afterTens) && follows(group, nextAny, words)) {
        i += 1;
        continue;
      }
      // "diez y seis"
      if (words.joinTeens.has(now) && open === 10 && nextAny >= 6 && nextAny < 10) {
        group += nextAny;
        inWords = true;
        i += 2;
        end = i;
        continue;
      }
    }
    const digits = written(i);
    // Digits beside digits are two numbers.
    if (digits !== undefined && i > at && written(i - 1) !== undefined) break;
    const value = words.cardinals.get(now) ?? digits;
    const scale = words.scales.get(now);
    const ordinal = words.ordinals.get(now);
    if (i === at && words.one.has(now) && next !== undefined) {
      if (!words.hundred.has(next) && !words.scales.has(next)) return null;
      group = 1;
      i += 1;
      continue;
    }
    if (words.twenties.has(now) && group > 0 && group % 100 === 4) {
      group += 76;
    } else if (
      value !== undefined &&
      follows(group, value, words, digits !== undefined) &&
      !(value === 0 && total > 0)
    ) {
      group = Math.max(group, 0) + value;
    } else if (
      words.hundred.has(now) &&
      (words.hundredCounts.length === 0 ? group !== 0 : words.hundredCounts.includes(group)) &&
      group <= words.hundreds
    ) {
      group = Math.max(group, 1) * 100;
    } else if (scale !== undefined && group !== 0 && scale < scaleBefore) {
      total += Math.max(group, 1) * scale;
      group = -1;
      scaleBefore = scale;
    } else if (scale !== undefined && total > 0 && scale > scaleBefore) {
      // "dos mil millones"
      total = (total + Math.max(group, 0)) * scale;
      group = -1;
      scaleBefore = scale;
    } else if (ordinal === 100 && group > 0 && group < 100) {
      return { value: total + group * 100, ordinal: true, end: i + 1 };
    } else if (ordinal !== undefined && digits === undefined && follows(group, ordinal, words)) {
      return { value: total + Math.max(group, 0) + ordinal, ordinal: true, end: i + 1 };
    } else break;
    inWords ||= digits === undefined;
    i += 1;
    end = i;
  }
  return end > at && inWords ? { value: total + Math.max(group, 0), ordinal: false, end } : null;
}
