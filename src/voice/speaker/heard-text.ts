import type { SampledSpeech } from '../../contracts/engine.ts';

/** The part of a piece in which something sounds, in ms. Engines put silence around what they say. */
export interface Audible {
  readonly fromMs: number;
  readonly toMs: number;
}

const AUDIBLE = 0.004;

/** Where the sound of a piece begins and ends; the whole of it when nothing sounds. */
export function audiblePart({ samples, sampleRateHz }: SampledSpeech): Audible {
  const ms = (index: number) => (index / sampleRateHz) * 1000;
  const first = samples.findIndex((sample) => Math.abs(sample) > AUDIBLE);
  if (first < 0) return { fromMs: 0, toMs: ms(samples.length) };
  const last = samples.findLastIndex((sample) => Math.abs(sample) > AUDIBLE);
  return { fromMs: ms(first), toMs: ms(last + 1) };
}

interface Word {
  readonly from: number;
  readonly to: number;
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
    from: index,
    to: index + word.length,
  }));
}

/**
 * When each word of a piece begins, ms: as the engine says, else as if every character took the
 * same time.
 */
function beginnings(piece: SampledSpeech, words: readonly Word[], audible: Audible): number[] {
  const span = audible.toMs - audible.fromMs;
  return words.map(({ from, to }) => {
    const mark = piece.words?.findLast((each) => each.character < to);
    if (mark) return mark.atMs;
    return audible.fromMs + (from / Math.max(1, piece.text.length)) * span;
  });
}

/**
 * How many characters of a piece have been heard after `playedMs`, always whole words. `begun`
 * counts a word from its first sound (for captions), `half` once half of it has sounded (for what
 * the learner can be said to have heard).
 */
export function heardCharacters(
  piece: SampledSpeech,
  audible: Audible,
  playedMs: number,
  count: 'begun' | 'half',
): number {
  if (playedMs >= audible.toMs) return piece.text.length;
  const words = wordsOf(piece.text);
  const starts = beginnings(piece, words, audible);
  let heard = 0;
  for (const [index, word] of words.entries()) {
    const start = starts[index] ?? 0;
    const end = starts[index + 1] ?? audible.toMs;
    const counted = count === 'begun' ? start : (start + end) / 2;
    // At the very start nothing has been heard, not even of a word that begins there.
    if (playedMs <= 0 || playedMs < counted) break;
    heard = word.to;
  }
  return heard;
}
