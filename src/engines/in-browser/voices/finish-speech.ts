const FRAME_MS = 10;
/** Quieter than this, against the loudest frame, is no speech: 46 dB below. */
const SILENCE_SHARE = 0.005;
/**
 * What is left of the silence: before, only what a soft sound begins with, since a reply waits for
 * it; behind, the end of a word's sound and the pause between two sentences.
 */
const KEEP_BEFORE_MS = 10;
const KEEP_AFTER_MS = 110;
/** A wave that begins or ends in its middle clicks. */
const FADE_MS = 4;
const WANTED_PEAK = 0.8;
const MAX_GAIN = 4;

/** From which sample to which something is heard; an empty span where nothing is. */
function heardSpan(samples: Float32Array, sampleRateHz: number): [number, number] {
  const frame = Math.max(1, Math.round((sampleRateHz * FRAME_MS) / 1000));
  const loudness: number[] = [];
  for (let at = 0; at < samples.length; at += frame) {
    let energy = 0;
    const end = Math.min(at + frame, samples.length);
    for (let i = at; i < end; i++) energy += (samples[i] ?? 0) ** 2;
    loudness.push(Math.sqrt(energy / (end - at)));
  }
  const floor = Math.max(...loudness, 0) * SILENCE_SHARE;
  if (floor === 0) return [0, 0];
  const first = loudness.findIndex((value) => value > floor);
  const last = loudness.findLastIndex((value) => value > floor);
  return [
    Math.max(0, first * frame - Math.round((sampleRateHz * KEEP_BEFORE_MS) / 1000)),
    Math.min(
      samples.length,
      (last + 1) * frame + Math.round((sampleRateHz * KEEP_AFTER_MS) / 1000),
    ),
  ];
}

/**
 * Makes raw speech fit to be played: silence around it cut to a breath, no clicks at its ends, and
 * one loudness for all pieces of a voice, since the loudest so far sets it.
 */
export class SpeechFinisher {
  #loudest = 0;

  finish(samples: Float32Array, sampleRateHz: number): Float32Array<ArrayBuffer> {
    const [from, to] = heardSpan(samples, sampleRateHz);
    const finished = samples.slice(from, to);
    for (const sample of finished) this.#loudest = Math.max(this.#loudest, Math.abs(sample));
    const gain = Math.min(MAX_GAIN, WANTED_PEAK / (this.#loudest || 1));
    const fade = Math.min(Math.round((sampleRateHz * FADE_MS) / 1000), finished.length >> 1);
    for (let i = 0; i < finished.length; i++) {
      const edge = Math.min(i + 1, finished.length - i) / (fade + 1);
      finished[i] = (finished[i] ?? 0) * gain * Math.min(1, edge);
    }
    return finished;
  }
}
