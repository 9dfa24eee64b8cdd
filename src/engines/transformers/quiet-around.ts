import { SPEECH_RATE_HZ } from '../../contracts/engine.ts';

const WINDOW = SPEECH_RATE_HZ * 0.03;
/** A word this short is often misread without quiet around it. */
const SHORT_SECONDS = 1;
/** What a short word wants before and after it; measured in docs/listening.md. */
const BEFORE_SECONDS = 0.3;
const AFTER_SECONDS = 0.5;
/** Of the loudest window: below it nobody speaks. */
const SPOKEN_SHARE = 0.1;
/** A quiet room, as the standard deviation of its samples. Digital silence is none. */
const ROOM = 3e-4;

/** First and last window in which somebody speaks, as samples; the whole where nothing stands out. */
function spoken(samples: Float32Array): { readonly from: number; readonly to: number } {
  const levels: number[] = [];
  for (let at = 0; at < samples.length; at += WINDOW) {
    let energy = 0;
    const window = samples.subarray(at, at + WINDOW);
    for (const sample of window) energy += sample * sample;
    levels.push(Math.sqrt(energy / window.length));
  }
  const limit = SPOKEN_SHARE * Math.max(...levels);
  const first = levels.findIndex((level) => level > limit);
  const last = levels.findLastIndex((level) => level > limit);
  return { from: Math.max(0, first) * WINDOW, to: Math.min(samples.length, (last + 1) * WINDOW) };
}

/** The quiet of a room; the same for every utterance, so that the same sound is heard the same. */
function room(length: number): Float32Array {
  let state = 12_345;
  const next = () => (state = (state * 1_103_515_245 + 12_345) & 0x7fffffff) / 0x7fffffff;
  // The sum of three numbers from 0 to 1 has a standard deviation of one half.
  return Float32Array.from({ length }, () => (next() + next() + next() - 1.5) * 2 * ROOM);
}

/**
 * A short utterance with as much quiet around it as listening models want; a longer one as it is.
 * `samples`: 16 kHz mono.
 */
export function quietAround(samples: Float32Array): Float32Array {
  if (samples.length === 0) return samples;
  const { from, to } = spoken(samples);
  if (to - from >= SHORT_SECONDS * SPEECH_RATE_HZ) return samples;
  const before = Math.max(0, Math.ceil(BEFORE_SECONDS * SPEECH_RATE_HZ) - from);
  const after = Math.max(0, Math.ceil(AFTER_SECONDS * SPEECH_RATE_HZ) - (samples.length - to));
  if (before + after === 0) return samples;
  const padded = room(before + samples.length + after);
  padded.set(samples, before);
  return padded;
}
