import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Transcript } from '../../../src/contracts/engine.ts';
import { createHttpTranscriber } from '../../../src/engines/over-http/http-transcriber.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { httpTarget } from '../../fakes/http-target.ts';
import { runOpenAiAudio } from '../../fakes/openai-audio-server.ts';
import type { StandInServer } from '../../fakes/stand-in-server.ts';
import { runGateway, type RunningGateway } from '../server/gateway/running-gateway.ts';

/** A companion that runs the ears of the repository, and a server that knows nothing of candidates. */
let companion: RunningGateway;
let other: StandInServer;
beforeAll(async () => {
  companion = await runGateway(
    { upstreams: [{ name: 'attic', kind: 'embedded', privacy: 'device' }] },
    { modelsDir: resolve('models/bundled') },
  );
  other = await runOpenAiAudio();
});
afterAll(async () => {
  await companion.stop();
  await other.stop();
});

const { listening } = catalog.find(({ id }) => id === 'moonshine-tiny')!;
const patient = { timeouts: { reachMs: 20_000, firstMs: 60_000, idleMs: 60_000 } };

async function hear(url: string, model: string, candidates: readonly string[]) {
  const wav = readFileSync('tests/fixtures/speech/fluent/lesson-in-the-kitchen-17.wav');
  const pcm = new Int16Array(wav.buffer.slice(wav.byteOffset + 44), 0, (wav.length - 44) >> 1);
  async function* frames() {
    await Promise.resolve();
    yield Float32Array.from(pcm, (sample) => sample / 32_768);
  }
  const target = { ...httpTarget(url, model, { ...patient, languages: ['en'] }), listening };
  const asked: string[] = [];
  const options = {
    language: 'en',
    candidates: (heard: string) => (asked.push(heard), candidates),
  };
  let last: Transcript | undefined;
  const engine = createHttpTranscriber(target);
  for await (const each of engine.transcribe(frames(), options, new AbortController().signal))
    last = each;
  return { last, asked };
}

describe('candidates over HTTP', () => {
  test("are measured by the companion's own models, with what the catalog knows of them", async () => {
    const { last, asked } = await hear(companion.url, 'moonshine-tiny', ['knife', 'fork']);
    expect(asked).toEqual([last?.fit?.heard?.text]);
    const [knife, fork] = last?.fit?.candidates ?? [];
    expect(knife?.mean).toBeGreaterThan(-1.5);
    expect(fork?.mean).toBeLessThan(-3);
    expect(last?.fit?.limits).toEqual(listening?.limits);
  }, 60_000);

  test('cost nothing where nobody can measure them', async () => {
    const before = other.seen.length;
    const { last } = await hear(other.url, 'whisper-small', ['knife']);
    expect(last?.text).not.toBe('');
    expect(last?.fit).toBeUndefined();
    expect(other.seen.length).toBe(before + 1);
  });

  test.each(['knife', '["a", 1]', '{}', JSON.stringify(Array(61).fill('a'))])(
    'that are no short list are refused: %s',
    async (candidates) => {
      const form = new FormData();
      form.append('model', 'moonshine-tiny');
      form.append('candidates', candidates);
      form.append('file', new Blob([new Uint8Array(44)], { type: 'audio/wav' }), 'a.wav');
      const url = `${companion.url}/v1/audio/transcriptions`;
      const answer = await fetch(url, { method: 'POST', body: form });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { param: 'candidates' } });
    },
  );
});
