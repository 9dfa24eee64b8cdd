import { describe, expect, it } from 'vitest';
import { monoSamples, pcm16 } from '../../../../server/sound/mono-samples.ts';
import { readWavHeader, wavHeader } from '../../../../server/sound/wav-header.ts';

/** A WAV front with an own format chunk and whatever comes before the samples. */
function front(
  tag: number,
  channels: number,
  bits: number,
  extra: Buffer = Buffer.alloc(0),
): Buffer {
  const extensible = tag === 0xfffe;
  const format = Buffer.alloc(extensible ? 40 : 16);
  format.writeUInt16LE(tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(44_100, 4);
  format.writeUInt16LE(bits, 14);
  if (extensible) format.writeUInt16LE(1, 24);
  const chunk = (id: string, body: Buffer) => {
    const head = Buffer.alloc(8);
    head.write(id, 'latin1');
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
  };
  const data = Buffer.alloc(8);
  data.write('data', 'latin1');
  data.writeUInt32LE(1000, 4);
  const list = extra.length > 0 ? chunk('LIST', extra) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), list, chunk('fmt ', format), data]);
}

describe('readWavHeader', () => {
  it('reads what wavHeader writes', () => {
    expect(readWavHeader(wavHeader(22_050, 1000))).toEqual({
      coding: 'integer',
      bits: 16,
      channels: 1,
      sampleRateHz: 22_050,
      dataStart: 44,
      dataBytes: 1000,
    });
    expect(readWavHeader(wavHeader(22_050))).toMatchObject({ dataBytes: Infinity });
  });

  it('skips other chunks, odd ones too, and knows extensible and floating-point files', () => {
    const bytes = front(0xfffe, 2, 24, Buffer.from('odd'));
    expect(readWavHeader(bytes)).toMatchObject({ bits: 24, channels: 2, dataStart: bytes.length });
    expect(readWavHeader(front(3, 1, 32))).toMatchObject({ coding: 'float', bits: 32 });
  });

  it('asks for more until the samples begin', () => {
    const bytes = front(1, 1, 16, Buffer.alloc(500));
    for (let length = 0; length < bytes.length; length += 7) {
      expect(readWavHeader(bytes.subarray(0, length))).toBe('more');
    }
    expect(readWavHeader(bytes)).toMatchObject({ dataStart: bytes.length });
  });

  it.each([
    ['something else', Buffer.from('OggS and then something')],
    ['a compressed one', front(0x55, 1, 16)],
    ['one of 12 bits', front(1, 1, 12)],
    ['one without channels', front(1, 0, 16)],
  ])('does not read %s', (_name, bytes) => {
    expect(readWavHeader(bytes)).toBeUndefined();
  });
});

describe('monoSamples', () => {
  it('averages channels', () => {
    const bytes = Buffer.alloc(8);
    [16_384, 0, -32_768, -32_768].forEach((value, index) => bytes.writeInt16LE(value, index * 2));
    const layout = { coding: 'integer', bits: 16, channels: 2 } as const;
    expect([...monoSamples(bytes, layout)]).toEqual([0.25, -1]);
  });

  it('reads every width', () => {
    const read = (bytes: number[], bits: number, coding: 'integer' | 'float' = 'integer') =>
      [...monoSamples(Buffer.from(bytes), { coding, bits, channels: 1 })][0];
    expect(read([192], 8)).toBe(0.5);
    expect(read([0, 0, 0x40], 24)).toBe(0.5);
    expect(read([0xff, 0xff, 0xff], 24)).toBeCloseTo(0, 6);
    expect(read([0, 0, 0x80], 24)).toBe(-1);
    expect(read([0, 0, 0, 0xc0], 32)).toBe(-0.5);
    expect(read([0, 0, 0, 0x3f], 32, 'float')).toBe(0.5);
    expect(read([0, 0, 0, 0, 0, 0, 0xe0, 0x3f], 64, 'float')).toBe(0.5);
  });

  it('drops half a frame at the end', () => {
    const layout = { coding: 'integer', bits: 16, channels: 2 } as const;
    expect(monoSamples(Buffer.alloc(7), layout)).toHaveLength(1);
  });
});

describe('pcm16', () => {
  it('rounds, and cuts what is too loud or no number', () => {
    const bytes = pcm16(Float32Array.from([0, 0.5, 2, -2, NaN]));
    const values = [0, 1, 2, 3, 4].map((index) => bytes.readInt16LE(index * 2));
    expect(values).toEqual([0, 16_384, 32_767, -32_768, 0]);
  });
});
