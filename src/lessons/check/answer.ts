import { ANY_WORDS } from './align.ts';
import { readings, type Reading, type Word } from './reading.ts';
import type { Judging } from './relation.ts';

/** An answer, read in every way that makes a difference. */
export interface Answer {
  /** As it came. */
  readonly text: string;
  readonly readings: readonly Reading[];
  readonly judging: Judging;
}

/** Reads an answer once, for comparing it with many texts. */
export function readAnswer(text: string, judging: Judging): Answer {
  const loose = judging.strictness !== 'exact' || judging.spoken;
  const read = readings(text, judging.rules, { spoken: judging.spoken, loose });
  return { text, readings: judging.spoken ? withoutStutter(read) : read, judging };
}

/** Adds each reading without words said twice in a row ("I I want"), which is no mistake aloud. */
function withoutStutter(all: readonly Reading[]): readonly Reading[] {
  return all.flatMap((reading) => {
    const words = reading.words.filter((word, i) => word.key !== reading.words[i - 1]?.key);
    return words.length === reading.words.length ? [reading] : [reading, { ...reading, words }];
  });
}

/** The wanted text in its readings; `...` becomes a gap for any words. */
export function readWanted(text: string, judging: Judging): readonly Reading[] {
  const how = { spoken: judging.spoken, loose: true };
  const parts = text.split(/\.{3}|…/);
  if (parts.length === 1) return readings(text, judging.rules, how);
  const units: string[] = [];
  const words: Word[] = [];
  parts.forEach((part, i) => {
    if (i > 0) words.push({ key: ANY_WORDS, source: '', unit: -1, pause: false, counted: false });
    const [reading] = readings(part, judging.rules, how);
    for (const word of reading?.words ?? [])
      words.push({ ...word, unit: word.unit + units.length });
    units.push(...(reading?.units ?? []));
  });
  return [{ units, words }];
}
