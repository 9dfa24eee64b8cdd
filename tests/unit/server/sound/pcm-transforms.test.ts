import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PcmToWav, ToPcm } from '../../../../server/sound/pcm-transforms.ts';
import { wavHeader } from '../../../../server/sound/wav-header.ts';

const samples = Buffer.alloc(9600);
for (let at = 0; at < samples.length; at += 2) samples.writeInt16LE((at * 37) % 9000, at);

/** The bytes in pieces of the given sizes. */
function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
const through = (bytes: Buffer, sizes: readonly number[], transform: ToPcm | PcmToWav) =>
  buffer(Readable.from(cut(bytes, sizes)).pipe(transform));

describe('ToPcm', () => {
  it('gives the samples of a WAV file however it is cut', async () => {
    const wav = Buffer.concat([
      wavHeader(24_000, samples.length),
      samples,
      Buffer.from('LIST junk'),
    ]);
    const sizes = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(sizes, async (some) => {
        expect(await through(wav, some, new ToPcm(24_000, undefined))).toEqual(samples);
      }),
      { numRuns: 30 },
    );
  });

  it('changes the rate of bare samples', async () => {
    const output = await through(samples, [777], new ToPcm(24_000, 16_000));
    expect(output.length).toBe((samples.length * 3) / 2);
  });

  it('fails for what is no WAV file', async () => {
    await expect(through(Buffer.alloc(100), [100], new ToPcm(24_000, undefined))).rejects.toThrow();
  });
});

describe('PcmToWav', () => {
  it('puts one front before the samples', async () => {
    const output = await through(samples, [1000], new PcmToWav(16_000));
    expect(output).toEqual(Buffer.concat([wavHeader(16_000), samples]));
  });
});
