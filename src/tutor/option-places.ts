import { primaryLanguage } from '../base/primary-language.ts';
import { cleanText, fold } from '../lessons/check/read/fold.ts';
import { languageRules } from '../lessons/check/read/language.ts';
import { readText } from '../lessons/check/read/reading.ts';
import table from './option-places.json' with { type: 'json' };

interface Places {
  /** What a place is counted of: "one", "option". */
  readonly nouns: ReadonlySet<string>;
  readonly last: ReadonlySet<string>;
  readonly middle: ReadonlySet<string>;
  /** What a letter or number stands after: "option", "number", "is". */
  readonly labels: ReadonlySet<string>;
}
const set = (list: string): ReadonlySet<string> => new Set(fold(list).split(' '));
const known: ReadonlyMap<string, Places> = new Map(
  Object.entries(table).map(([code, one]) => [
    code,
    {
      nouns: set(one.nouns),
      last: set(one.last),
      middle: set(one.middle),
      labels: set(one.labels),
    },
  ]),
);

/** The places, from 0, of `count` options that a sentence names in one language (BCP 47). */
export function placesNamed(sentence: string, language: string, count: number): readonly number[] {
  const places = known.get(primaryLanguage(language));
  if (!places) return [];
  const rules = languageRules(language);
  const manner = { byEar: false, loose: true, numbers: 'apart' } as const;
  const { words, units } = readText(cleanText(sentence), rules, manner);
  const found: number[] = [];
  words.forEach((word, at) => {
    const next = words[at + 1];
    const counted = next !== undefined && !next.pause && places.nouns.has(next.source);
    const before = words[at - 1]?.key ?? '';
    // "It is the first." ends there; "First, think" counts nothing.
    const alone = (next === undefined || next.pause) && rules.articles.has(before);
    const labelled = !word.pause && places.labels.has(before);
    const ordinal = /^#(\d+)o$/.exec(word.key)?.[1];
    const number = /^#(\d+)$/.exec(word.key)?.[1];
    const written = units[word.unit] ?? '';
    const letter =
      /^[A-Ha-h]$/.test(written) && (labelled || /^[B-H]$/.test(written)) ? written : '';
    if (ordinal !== undefined && (counted || alone)) found.push(Number(ordinal) - 1);
    else if (number !== undefined && labelled) found.push(Number(number) - 1);
    else if (letter !== '') found.push(letter.toLowerCase().charCodeAt(0) - 97);
    else if (places.last.has(word.key) && (counted || alone)) found.push(count - 1);
    else if (places.middle.has(word.key) && count % 2 === 1) found.push((count - 1) / 2);
  });
  return found.filter((place) => place >= 0 && place < count);
}
