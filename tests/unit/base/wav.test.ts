import { describe, expect, test } from 'vitest';
import { readWavHeader, wavHeader } from '../../../server/sound/wav-header.ts';
import { readWav, writeWav } from '../../../src/base/wav.ts';

const samples = Float32Array.from({ length: 1000 }, (_, index) => Math.sin(index / 20) * 0.9);
const bytesOf = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

describe('a WAV file', () => {
  test('is what other programs read', () => {
    const bytes = writeWav(samples, 16_000);
    expect(readWavHeader(Buffer.from(bytes))).toEqual({
      coding: 'integer',
      bits: 16,
      channels: 1,
      sampleRateHz: 16_000,
      dataStart: 44,
      dataBytes: 2000,
    });
  });

  test('is read as it was written, and what is too loud is cut', () => {
    const read = readWav(writeWav(Float32Array.from([...samples, 2, -2]), 22_050));
    expect(read?.sampleRateHz).toBe(22_050);
    expect(read?.samples).toHaveLength(1002);
    for (const [index, sample] of samples.entries()) {
      expect(read?.samples[index]).toBeCloseTo(sample, 3);
    }
    expect(read?.samples[1000]).toBeCloseTo(1, 3);
    expect(read?.samples[1001]).toBeCloseTo(-1, 3);
  });

  test('of a stream ends where its bytes end', () => {
    const stream = bytesOf(wavHeader(24_000), writeWav(samples, 1).subarray(44), Buffer.alloc(1));
    expect(readWav(stream)).toMatchObject({ sampleRateHz: 24_000 });
    expect(readWav(stream)?.samples).toHaveLength(1000);
  });

  test('may hold other parts, floats and two channels', () => {
    const format = Buffer.alloc(24);
    format.write('fmt ', 'latin1');
    format.writeUInt32LE(16, 4);
    format.writeUInt16LE(3, 8);
    format.writeUInt16LE(2, 10);
    format.writeUInt32LE(48_000, 12);
    format.writeUInt16LE(32, 22);
    const note = Buffer.from('LIST\x03\0\0\0abc\0', 'latin1');
    const data = Buffer.from('data\x10\0\0\0', 'latin1');
    const sound = new Uint8Array(new Float32Array([0.5, 0, -1, -0.5]).buffer);
    const read = readWav(bytesOf(Buffer.from('RIFF\0\0\0\0WAVE'), note, format, data, sound));
    expect(read).toEqual({ samples: Float32Array.of(0.25, -0.75), sampleRateHz: 48_000 });
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['another kind of file', Buffer.from('ID3 and then an MP3 of some length')],
    ['a file without samples', writeWav(samples, 16_000).subarray(0, 36)],
    ['a coding that is not sound samples', wavHeader(16_000).fill(7, 20, 22)],
    ['a rate that nobody plays', wavHeader(1)],
  ])('is not %s', (_, bytes) => {
    expect(readWav(bytesOf(bytes))).toBeUndefined();
  });
});
