/** Sound as samples: mono, -1..1. */
export interface Sound {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly sampleRateHz: number;
}

const HEADER_BYTES = 44;

/** A WAV file with 16-bit samples; `samples` mono, -1..1, louder ones are cut. */
export function writeWav(samples: Float32Array, sampleRateHz: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const text = (at: number, letters: string) => bytes.set(new TextEncoder().encode(letters), at);
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  for (const [index, sample] of samples.entries()) {
    const level = Math.max(-1, Math.min(1, sample));
    view.setInt16(HEADER_BYTES + index * 2, Math.round(level * 32_767), true);
  }
  return bytes;
}

/**
 * The sound in a WAV file of 16-bit or float samples, its channels mixed; undefined for anything
 * else. A length that is missing or wrong, as streams write it, means: to the end.
 */
export function readWav(bytes: Uint8Array<ArrayBuffer>): Sound | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || name(0) !== 'RIFF' || name(8) !== 'WAVE') return undefined;
  let format: WavFormat | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (name(at) === 'fmt ' && start + 16 <= bytes.length) format = readFormat(view, start, size);
    if (name(at) === 'data') {
      if (!format) return undefined;
      const length = size === 0 ? Infinity : size;
      const end = Math.min(bytes.length, start + length);
      return { samples: mixed(view, start, end, format), sampleRateHz: format.sampleRateHz };
    }
    at = start + size + (size % 2);
  }
  return undefined;
}

interface WavFormat {
  readonly float: boolean;
  readonly channels: number;
  readonly sampleRateHz: number;
}

function readFormat(view: DataView, at: number, size: number): WavFormat | undefined {
  const plain = view.getUint16(at, true);
  // The extended form names the coding further behind.
  const extended = plain === 0xfffe && size >= 26 && at + 26 <= view.byteLength;
  const coding = extended ? view.getUint16(at + 24, true) : plain;
  const channels = view.getUint16(at + 2, true);
  const sampleRateHz = view.getUint32(at + 4, true);
  const bits = view.getUint16(at + 14, true);
  if (channels < 1 || channels > 8 || sampleRateHz < 4000 || sampleRateHz > 192_000) {
    return undefined;
  }
  if (coding === 1 && bits === 16) return { float: false, channels, sampleRateHz };
  if (coding === 3 && bits === 32) return { float: true, channels, sampleRateHz };
  return undefined;
}

function mixed(view: DataView, start: number, end: number, { float, channels }: WavFormat) {
  const sampleBytes = float ? 4 : 2;
  const frameBytes = sampleBytes * channels;
  const samples = new Float32Array(Math.max(0, Math.floor((end - start) / frameBytes)));
  for (let index = 0; index < samples.length; index++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const at = start + index * frameBytes + channel * sampleBytes;
      sum += float ? view.getFloat32(at, true) : view.getInt16(at, true) / 32_768;
    }
    samples[index] = sum / channels;
  }
  return samples;
}
