import { ANY_WORDS } from './align.ts';
import type { LanguageRules } from '../read/language.ts';
import { readings, type Reading, type Word } from '../read/reading.ts';
import type { Judging } from './relation.ts';
import { withoutEchoes } from './echoes.ts';
import { withoutRestarts } from './restarts.ts';

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
  return {
    text,
    readings: read.flatMap((one) => [
      one,
      ...withoutRestarts(one, judging),
      ...withoutEchoes(one, judging),
    ]),
    judging,
  };
}

/** "World War II" is also read as "the second world war", and the other way round. */
function otherPlace(reading: Reading): readonly Reading[] {
  const { words } = reading;
  const last = words.at(-1);
  if (last && words.length > 2 && /^#\d+r$/.test(last.key)) {
    const place = { ...last, key: last.key.replace('r', 'o') };
    return [reading, { ...reading, words: [place, ...words.slice(0, -1)] }];
  }
  const at = words.findIndex(({ key }) => /^#\d+o$/.test(key));
  const first = words[at];
  if (!first || at > 1 || words.length - at < 3) return [reading];
  const place = { ...first, key: first.key.replace('o', 'r') };
  return [reading, { ...reading, words: [...words.slice(at + 1), place] }];
}

/** Wanted texts that stay read: those of a lesson, again and again. */
const MOST_REMEMBERED = 600;
const remembered = new WeakMap<LanguageRules, Map<string, readonly Reading[]>>();

/** The wanted text in its readings; `...` becomes a gap for any words. */
export function readWanted(text: string, judging: Judging): readonly Reading[] {
  const known = remembered.get(judging.rules) ?? new Map<string, readonly Reading[]>();
  remembered.set(judging.rules, known);
  const id = `${judging.spoken ? 'aloud' : 'written'} ${text}`;
  const found = known.get(id) ?? readText(text, judging);
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(id, found);
  return found;
}

function readText(text: string, judging: Judging): readonly Reading[] {
  const how = { spoken: judging.spoken, loose: true };
  const parts = text.split(/\.{3}|…/);
  if (parts.length === 1) return readings(text, judging.rules, how).flatMap(otherPlace);
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
