import { relate, relateJoined, type Judging, type Relation } from './relation.ts';
import type { Word } from '../read/reading.ts';

/** One piece of an alignment: words said beside words wanted; one side is empty for a gap. */
export interface AlignedPiece {
  readonly relation: Relation | 'missing' | 'extra';
  readonly said: readonly Word[];
  readonly want: readonly Word[];
}

export interface Alignment {
  readonly pieces: readonly AlignedPiece[];
  /** 0..1, how much of what is wanted was said. */
  readonly score: number;
}

/** The key of `...` in a wanted text: any words may stand there. */
export const ANY_WORDS = '...';

const COST: Readonly<Record<Relation, number>> = {
  same: 0,
  alike: 0.01,
  digits: 0.05,
  accent: 0.1,
  apostrophe: 0.1,
  typo: 0.25,
  homophone: 0.3,
  ending: 0.3,
  synonym: 0.3,
  near: 0.8,
  other: 1.15,
};
/** Longer answers than this cannot be the wanted one; comparing them would only take time. */
const tooLong = (said: number, want: number): boolean => said > want * 4 + 30;

/** How much of a sentence hangs on a word. */
export function weight(word: Word, judging: Judging): number {
  const { rules } = judging;
  if (word.key === ANY_WORDS) return 0;
  if (rules.articles.has(word.key)) return 0.3;
  return rules.little.has(word.key) || rules.prepositions.has(word.key) ? 0.6 : 1;
}

/** The cheapest way to lay the said words beside the wanted ones; null when there is no point in it. */
export function align(
  said: readonly Word[],
  want: readonly Word[],
  judging: Judging,
): Alignment | null {
  if (tooLong(said.length, want.length)) return null;
  const width = want.length + 1;
  const cost = new Float64Array((said.length + 1) * width);
  const step = new Uint8Array(cost.length);
  const relations = new Map<number, Relation>();
  const [MISSING, EXTRA, PAIR, TWO_SAID, TWO_WANT] = [1, 2, 3, 4, 5];
  const gapSaid = said.map((word) => weight(word, judging));
  const gapWant = want.map((word) => weight(word, judging));

  for (let i = 0; i <= said.length; i++) {
    for (let j = 0; j <= want.length; j++) {
      if (i === 0 && j === 0) continue;
      const at = i * width + j;
      const s = said[i - 1];
      const w = want[j - 1];
      const free = w?.key === ANY_WORDS;
      let best = Infinity;
      const offer = (value: number, kind: number): void => {
        if (value >= best) return;
        best = value;
        step[at] = kind;
      };
      if (s && w && !free) {
        const relation = relate(s, w, judging);
        relations.set(at, relation);
        const articles = judging.rules.articles.has(s.key) && judging.rules.articles.has(w.key);
        const between = articles ? Math.min(COST[relation], 0.35) : COST[relation];
        const mixed = relation === 'other' && gapSaid[i - 1] !== gapWant[j - 1] ? 0.3 : 0;
        offer((cost[at - width - 1] ?? 0) + between + mixed, PAIR);
        const twoSaid = i > 1 ? relateJoined(said.slice(i - 2, i), w, judging) : 'other';
        if (twoSaid !== 'other') {
          offer((cost[at - 2 * width - 1] ?? 0) + COST[twoSaid] + 0.001, TWO_SAID);
          if (step[at] === TWO_SAID) relations.set(at, twoSaid);
        }
        const twoWant = j > 1 ? relateJoined(want.slice(j - 2, j), s, judging) : 'other';
        if (twoWant !== 'other') {
          offer((cost[at - width - 2] ?? 0) + COST[twoWant] + 0.001, TWO_WANT);
          if (step[at] === TWO_WANT) relations.set(at, twoWant);
        }
      }
      if (w) offer((cost[at - 1] ?? 0) + (gapWant[j - 1] ?? 0), MISSING);
      if (s) offer((cost[at - width] ?? 0) + (free ? 0 : (gapSaid[i - 1] ?? 0)), EXTRA);
      cost[at] = best;
    }
  }

  const pieces: AlignedPiece[] = [];
  let i = said.length;
  let j = want.length;
  while (i > 0 || j > 0) {
    const at = i * width + j;
    const kind = step[at];
    const saidCount = kind === MISSING ? 0 : kind === TWO_SAID ? 2 : 1;
    const wantCount = kind === EXTRA ? 0 : kind === TWO_WANT ? 2 : 1;
    const piece = { said: said.slice(i - saidCount, i), want: want.slice(j - wantCount, j) };
    const open = want[j - 1]?.key === ANY_WORDS;
    if (kind === MISSING && !open) pieces.push({ ...piece, relation: 'missing' });
    else if (kind === EXTRA) pieces.push({ ...piece, relation: open ? 'same' : 'extra' });
    else if (kind !== MISSING) pieces.push({ ...piece, relation: relations.get(at) ?? 'other' });
    i -= saidCount;
    j -= wantCount;
  }
  const total = gapWant.reduce((sum, part) => sum + part, 0) || 1;
  const score = Math.max(0, 1 - (cost.at(-1) ?? 0) / total);
  return { pieces: pieces.reverse(), score };
}
