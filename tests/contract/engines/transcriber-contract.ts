import { describe, expect, test } from 'vitest';
import type { Transcriber, Transcript } from '../../../src/contracts/engine.ts';
import { testEngine } from './engine-contract.ts';

const FRAME = 512;

async function* framesOf(samples: Float32Array): AsyncGenerator<Float32Array> {
  for (let at = 0; at < samples.length; at += FRAME) {
    await Promise.resolve();
    yield samples.slice(at, at + FRAME);
  }
}

/** What every transcriber must hold to. `speech`: 16 kHz samples in English that it understands. */
export function describeTranscriber(
  name: string,
  create: () => Transcriber,
  speech: () => Float32Array,
): void {
  const never = new AbortController().signal;

  async function all(engine: Transcriber, samples: Float32Array): Promise<Transcript[]> {
    const results: Transcript[] = [];
    for await (const each of engine.transcribe(framesOf(samples), { language: 'en' }, never)) {
      results.push(each);
    }
    return results;
  }

  describe(`${name} as a transcriber`, () => {
    testEngine(create);

    test('gives exactly one final transcript, and it is the last', async () => {
      const engine = create();
      const results = await all(engine, speech());
      expect(results.filter(({ final }) => final)).toHaveLength(1);
      expect(results.at(-1)).toMatchObject({ final: true });
      expect(results.at(-1)?.text).not.toBe('');
      const { confidence } = results.at(-1) ?? {};
      if (confidence !== undefined) {
        expect(confidence).toBeGreaterThan(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
      await engine.dispose();
    });

    test('an utterance of nothing is an empty final, not an invention', async () => {
      const engine = create();
      expect((await all(engine, new Float32Array(0))).at(-1)).toMatchObject({
        text: '',
        final: true,
      });
      await engine.dispose();
    });

    test('a second utterance is its own', async () => {
      const engine = create();
      const first = (await all(engine, speech())).at(-1);
      const second = (await all(engine, speech())).at(-1);
      expect(second?.text).toBe(first?.text);
      await engine.dispose();
    });

    test('after an abort iteration throws its reason', async () => {
      const engine = create();
      const control = new AbortController();
      const reason = new Error('enough');
      async function* interrupted(): AsyncGenerator<Float32Array> {
        yield speech();
        control.abort(reason);
        await Promise.resolve();
        yield speech();
      }
      const stream = engine.transcribe(interrupted(), { language: 'en' }, control.signal);
      const iterate = async () => {
        for await (const each of stream) expect(each.final).toBe(false);
      };
      await expect(iterate()).rejects.toBe(reason);
      await engine.dispose();
    });
  });
}
