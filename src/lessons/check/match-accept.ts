import type { Accept } from '../../contracts/lesson.ts';
import { cores } from './fillers.ts';
import { matchKeywords } from './keywords.ts';
import { better, type Match } from './match.ts';
import { matchNumber } from './match-number.ts';
import { patternMatcher } from './match-pattern.ts';
import type { Answer } from './answer.ts';
import { matchText } from './match-text.ts';
import { compilePattern, patternReadings, simplestReading } from './pattern.ts';
import { relate } from './relation.ts';
import type { Word } from './reading.ts';

/** How many readings of a pattern are laid beside the answer to find the nearest. */
const MOST_READINGS = 24;
/** A longer answer is laid beside the simplest reading alone, to stay quick. */
const LONGEST_COMPARED = 80;

function matchPattern(answer: Answer, source: string): Match {
  const { judging } = answer;
  const pattern = compilePattern(source);
  const matcher = patternMatcher(pattern, judging.rules);
  const same = (said: Word, want: Word): boolean => relate(said, want, judging) === 'same';
  const alike = (said: Word, want: Word): boolean =>
    ['same', 'alike', 'digits'].includes(relate(said, want, judging));
  const shown = simplestReading(pattern);
  const broad = source.includes('...') || source.includes('…');
  for (const reading of answer.readings) {
    for (const core of cores(reading.words, [], judging.rules)) {
      if (core.trimmed && judging.strictness === 'exact') break;
      if (!matcher.matches(core.words, alike)) continue;
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
  for (const text of patternReadings(pattern, long ? 1 : MOST_READINGS)) {
    const match = matchText(answer, text, text.replace(/\.{3}/g, '').replace(/\s+/g, ' ').trim());
    best = better(best, { ...match, broad: broad || match.broad });
    if (best.grade === 'exact') break;
  }
  return best ?? matchText(answer, shown);
}

/** Compares an answer with one entry of a lesson's accepted or foreseen answers. */
export function matchAccept(answer: Answer, accept: Accept, text: string): Match {
  if (typeof accept === 'string') return matchText(answer, accept);
  if ('text' in accept) return matchText(answer, accept.text);
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
