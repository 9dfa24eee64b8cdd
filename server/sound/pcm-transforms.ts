import { Transform, type TransformCallback } from 'node:stream';
import { frameBytes, monoSamples, pcm16 } from './mono-samples.ts';
import { Resampler } from './resampler.ts';
import { readWavHeader, wavHeader, type WavFormat } from './wav-header.ts';

/** Bare 16-bit samples in, a WAV file of unknown length out. */
export class PcmToWav extends Transform {
  readonly #sampleRateHz: number;
  #begun = false;

  constructor(sampleRateHz: number) {
    super();
    this.#sampleRateHz = sampleRateHz;
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (!this.#begun) this.push(wavHeader(this.#sampleRateHz));
    this.#begun = true;
    done(null, bytes);
  }
}

const BARE: Pick<WavFormat, 'coding' | 'bits' | 'channels'> = {
  coding: 'integer',
  bits: 16,
  channels: 1,
};

/** A WAV file or bare 16-bit samples in, bare 16-bit samples of one channel at another rate out. */
export class ToPcm extends Transform {
  readonly #toHz: number;
  #layout = BARE;
  #resampler: Resampler | undefined;
  #rest: Buffer = Buffer.alloc(0);
  /** Of the samples that a WAV file says it has; what follows them is no sound. */
  #left = Infinity;

  /** `fromHz`: of bare samples; a WAV file says it itself. */
  constructor(toHz: number, fromHz: number | undefined) {
    super();
    this.#toHz = toHz;
    if (fromHz !== undefined) this.#resampler = new Resampler(fromHz, toHz);
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let input = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    if (!this.#resampler) {
      const format = readWavHeader(input);
      if (format === 'more') {
        this.#rest = input;
        return done();
      }
      if (!format) return done(new Error('no WAV file'));
      this.#layout = format;
      this.#left = format.dataBytes;
      this.#resampler = new Resampler(format.sampleRateHz, this.#toHz);
      input = input.subarray(format.dataStart);
    }
    const size = frameBytes(this.#layout);
    const whole = Math.min(this.#left, input.length);
    const used = whole - (whole % size);
    this.#left -= used;
    this.#rest = this.#left > 0 ? input.subarray(used) : Buffer.alloc(0);
    const samples = monoSamples(input.subarray(0, used), this.#layout);
    done(null, pcm16(this.#resampler.push(samples)));
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#resampler && pcm16(this.#resampler.end()));
  }
}
