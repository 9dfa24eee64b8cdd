import { readFileSync } from 'node:fs';

/** Reads a 16-bit PCM WAV; channels are mixed to mono. Samples in -1..1. */
export function readWav(path: string | URL): { samples: Float32Array; rateHz: number } {
  const bytes = readFileSync(path);
  let channels = 1;
  let rateHz = 0;
  for (let at = 12; at < bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (name === 'fmt ') {
      channels = bytes.readUInt16LE(at + 10);
      rateHz = bytes.readUInt32LE(at + 12);
    } else if (name === 'data') {
      const length = Math.floor(Math.min(size, bytes.length - at - 8) / 2 / channels);
      const samples = Float32Array.from({ length }, (_, index) => {
        let sum = 0;
        for (let channel = 0; channel < channels; channel++) {
          sum += bytes.readInt16LE(at + 8 + (index * channels + channel) * 2);
        }
        return sum / channels / 32_768;
      });
      return { samples, rateHz };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error(`no sound in ${String(path)}`);
}
