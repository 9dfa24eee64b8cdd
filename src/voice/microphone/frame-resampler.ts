import { FRAME_SAMPLES } from '../../contracts/voice-activity.ts';
import { SPEECH_RATE_HZ } from '../../contracts/engine.ts';

/** Stop band about 70 dB down; the Kaiser window that gives it. */
const KAISER_BETA = 7;
const STOP_BAND_DB = 70;
/** Speech below this share of the lower Nyquist frequency passes untouched. */
const PASS_SHARE = 0.875;
/** More phases than any usual rate needs (11,025 Hz takes 640); stranger rates round to the nearest. */
const MAX_PHASES = 640;

/**
 * Turns blocks of any size at any rate into frames of FRAME_SAMPLES at 16 kHz: a polyphase FIR
 * low-pass (windowed sinc), streaming, without clicks at block borders. Sound comes out about 2 ms
 * later than it went in (half a filter). Throws a RangeError when the rate is not a positive number.
 */
export class FrameResampler {
  readonly #bank: readonly Float32Array[];
  readonly #taps: number;
  /** Input samples per output sample. */
  readonly #step: number;
  #history: Float32Array;
  #held: number;
  /** Where the next output sample lies, in input samples from the start of `#history`. */
  #position = 0;
  #produced = 0;
  #consumed = 0;
  #frame = new Float32Array(FRAME_SAMPLES);
  #filled = 0;

  constructor(inputRateHz: number) {
    if (!(inputRateHz > 0)) throw new RangeError('inputRateHz must be positive');
    this.#step = inputRateHz / SPEECH_RATE_HZ;
    const nyquist = Math.min(inputRateHz, SPEECH_RATE_HZ) / 2;
    const transition = (nyquist * (1 - PASS_SHARE)) / inputRateHz;
    const length = Math.ceil((STOP_BAND_DB - 7.95) / (14.36 * transition)) + 1;
    this.#taps = length + (length % 2);
    const cutoff = (nyquist * (1 + PASS_SHARE)) / 2 / inputRateHz;
    const phases = Math.min(
      SPEECH_RATE_HZ / commonDivisor(inputRateHz, SPEECH_RATE_HZ),
      MAX_PHASES,
    );
    this.#bank = Array.from({ length: phases + 1 }, (_, phase) =>
      filterPhase(this.#taps, cutoff, phase / phases),
    );
    // Half a filter of silence before the first sample, so that output sample 0 is input sample 0.
    this.#history = new Float32Array(this.#taps * 2);
    this.#held = this.#taps / 2 - 1;
  }

  /** Takes one block, any length. Calls back with each full frame; the receiver owns it. */
  push(block: Float32Array, onFrame: (frame: Float32Array) => void): void {
    if (this.#held + block.length > this.#history.length) {
      const grown = new Float32Array(this.#held + block.length + this.#taps);
      grown.set(this.#history.subarray(0, this.#held));
      this.#history = grown;
    }
    this.#history.set(block, this.#held);
    this.#held += block.length;
    const phases = this.#bank.length - 1;
    while (Math.floor(this.#position) + this.#taps <= this.#held) {
      const at = Math.floor(this.#position);
      const filter = this.#bank[Math.round((this.#position - at) * phases)]!;
      let sum = 0;
      for (let tap = 0; tap < this.#taps; tap++) sum += filter[tap]! * this.#history[at + tap]!;
      this.#emit(sum, onFrame);
      // From the count, not by adding up, so that no rounding error gathers over an hour.
      this.#position = ++this.#produced * this.#step - this.#consumed;
    }
    const done = Math.min(Math.floor(this.#position), this.#held);
    this.#history.copyWithin(0, done, this.#held);
    this.#held -= done;
    this.#consumed += done;
    this.#position -= done;
  }

  #emit(sample: number, onFrame: (frame: Float32Array) => void): void {
    this.#frame[this.#filled++] = sample;
    if (this.#filled < FRAME_SAMPLES) return;
    const full = this.#frame;
    this.#frame = new Float32Array(FRAME_SAMPLES);
    this.#filled = 0;
    onFrame(full);
  }
}

/** One phase of the windowed sinc, delayed by `fraction` of an input sample; unity gain at 0 Hz. */
function filterPhase(taps: number, cutoff: number, fraction: number): Float32Array {
  const filter = new Float32Array(taps);
  const centre = taps / 2 - 1 + fraction;
  let sum = 0;
  for (let tap = 0; tap < taps; tap++) {
    const x = tap - centre;
    const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
    const edge = x / (taps / 2);
    const window = bessel(KAISER_BETA * Math.sqrt(Math.max(0, 1 - edge * edge)));
    filter[tap] = sinc * window;
    sum += sinc * window;
  }
  return filter.map((value) => value / sum);
}

/** Modified Bessel function of the first kind, order 0 (its scale cancels in `filterPhase`). */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-9 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function commonDivisor(a: number, b: number): number {
  return Number.isInteger(a) && b > 0 ? commonDivisor(b, a % b) : Number.isInteger(a) ? a : 1;
}
