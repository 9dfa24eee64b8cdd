import type { WavFormat } from './wav-header.ts';

type Layout = Pick<WavFormat, 'coding' | 'bits' | 'channels'>;

/** How many bytes one moment of sound takes, all channels together. */
export function frameBytes({ bits, channels }: Layout): number {
  return (bits / 8) * channels;
}

/** Whole frames of a WAV file as one channel of samples, -1..1; channels are averaged. */
export function monoSamples(bytes: Buffer, layout: Layout): Float32Array {
  const { channels } = layout;
  const width = layout.bits / 8;
  const read = reader(bytes, layout);
  const samples = new Float32Array(Math.floor(bytes.length / frameBytes(layout)));
  for (let frame = 0, at = 0; frame < samples.length; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, at += width) sum += read(at);
    samples[frame] = sum / channels;
  }
  return samples;
}

function reader(bytes: Buffer, { coding, bits }: Layout): (at: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (coding === 'float') {
    return bits === 64 ? (at) => view.getFloat64(at, true) : (at) => view.getFloat32(at, true);
  }
  switch (bits) {
    case 8:
      return (at) => (view.getUint8(at) - 128) / 128;
    case 24:
      return (at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8_388_608;
    case 32:
      return (at) => view.getInt32(at, true) / 2_147_483_648;
    default:
      return (at) => view.getInt16(at, true) / 32_768;
  }
}

/** Samples as 16-bit little-endian integers; what is louder than full is cut. */
export function pcm16(samples: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(samples.length * 2);
  for (let index = 0; index < samples.length; index++) {
    const value = Math.round((samples[index] as number) * 32_768);
    bytes.writeInt16LE(value > 32_767 ? 32_767 : value < -32_768 ? -32_768 : value || 0, index * 2);
  }
  return bytes;
}
