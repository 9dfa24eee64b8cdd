/** Zero crossings of the filter on each side; more is sharper and slower. */
const ZERO_CROSSINGS = 16;
/** Of the Kaiser window: about -80 dB beside the band. */
const BETA = 8;
/** Part of the lower rate's band that is kept. */
const ROLL_OFF = 0.945;
/** Enough for every usual pair of rates; an odd one takes the nearest, since rows cost time. */
const MAX_ROWS = 640;

/**
 * Changes the rate of one channel of sound, block by block, with a windowed-sinc filter. Its delay
 * is taken out: sample 0 in is sample 0 out, and `end()` gives the last ones.
 */
export class Resampler {
  readonly #up: number;
  readonly #down: number;
  /** Samples of input that one sample of output looks at, on each side. */
  readonly #reach: number;
  /** One row of weights for every place between two samples of input. */
  readonly #rows: readonly Float32Array[];
  #kept: Float32Array;
  /** Of the whole sound: which sample of input `#kept` begins with. */
  #keptFrom: number;
  #taken = 0;
  #given = 0;

  constructor(fromHz: number, toHz: number) {
    const divisor = greatestCommonDivisor(fromHz, toHz);
    this.#up = toHz / divisor;
    this.#down = fromHz / divisor;
    const cutoff = Math.min(1, toHz / fromHz) * ROLL_OFF;
    this.#reach = Math.ceil(ZERO_CROSSINGS / cutoff);
    const rows = Math.min(this.#up, MAX_ROWS);
    this.#rows = Array.from({ length: rows }, (_, row) => weights(row / rows, this.#reach, cutoff));
    this.#kept = new Float32Array(this.#reach);
    this.#keptFrom = -this.#reach;
  }

  /** The output that can be told from what came so far. */
  push(samples: Float32Array): Float32Array {
    if (this.#up === this.#down) return samples;
    const input = new Float32Array(this.#kept.length + samples.length);
    input.set(this.#kept);
    input.set(samples, this.#kept.length);
    this.#taken += samples.length;
    return this.#produce(input, this.#taken - this.#reach);
  }

  /** The rest. */
  end(): Float32Array {
    if (this.#up === this.#down) return new Float32Array();
    const input = new Float32Array(this.#kept.length + this.#reach + 1);
    input.set(this.#kept);
    return this.#produce(input, this.#taken);
  }

  /** Output up to, but not including, the place of input sample `until`. */
  #produce(input: Float32Array, until: number): Float32Array {
    const ready = Math.max(0, Math.ceil((until * this.#up) / this.#down));
    const output = new Float32Array(Math.max(0, ready - this.#given));
    for (let index = 0; index < output.length; index++) {
      const place = (this.#given + index) * this.#down;
      const between = ((place % this.#up) * this.#rows.length) / this.#up;
      const row = this.#rows[Math.floor(between)] as Float32Array;
      const from = Math.floor(place / this.#up) - this.#reach + 1 - this.#keptFrom;
      let sum = 0;
      for (let tap = 0; tap < row.length; tap++) {
        sum += (row[tap] as number) * (input[from + tap] as number);
      }
      output[index] = sum;
    }
    this.#given += output.length;
    const next = Math.floor((this.#given * this.#down) / this.#up) - this.#reach + 1;
    const drop = Math.min(Math.max(0, next - this.#keptFrom), input.length);
    this.#kept = input.slice(drop);
    this.#keptFrom += drop;
    return output;
  }
}

/** Weights of the samples `1 - reach … reach` around a place `offset` (0..1) after sample 0. */
function weights(offset: number, reach: number, cutoff: number): Float32Array {
  const row = new Float32Array(2 * reach);
  let total = 0;
  for (let tap = 0; tap < row.length; tap++) {
    const distance = tap - reach + 1 - offset;
    const x = Math.PI * distance * cutoff;
    const sinc = x === 0 ? 1 : Math.sin(x) / x;
    const edge = Math.min(1, Math.abs(distance) / reach);
    const weight = sinc * bessel(BETA * Math.sqrt(1 - edge * edge));
    row[tap] = weight;
    total += weight;
  }
  // Silence stays silence and a level stays itself, at every place between two samples.
  return row.map((weight) => weight / total);
}

/** Modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-9; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
