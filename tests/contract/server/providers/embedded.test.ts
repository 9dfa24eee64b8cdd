import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { EmbeddedProvider } from '../../../../server/providers/embedded/embedded-provider.ts';
import { UpstreamError } from '../../../../server/providers/upstream-error.ts';
import { CollectedChat, CollectedSpeech } from '../../../fakes/collected-events.ts';
import { fixtureSpeech, providerParts } from '../../../fakes/provider-parts.ts';

const never = new AbortController().signal;
const provider = new EmbeddedProvider(providerParts({ kind: 'embedded', privacy: 'device' }));
afterAll(() => provider.close());

const ask = (content: unknown, parameters = {}) => ({
  model: 'tiny-tutor',
  messages: [{ role: 'user', content }],
  parameters,
});

describe('the embedded provider on real weights', () => {
  test('lists what lies in the folder of weights, with the job of each', async () => {
    const models = await provider.models();
    expect(models.map(({ id, jobs }) => [id, jobs?.[0]]).sort()).toEqual([
      ['tiny-embedder', 'embed'],
      ['tiny-tutor', 'chat'],
      ['tiny-vits-random', 'speak'],
      ['tiny-whisper', 'transcribe'],
    ]);
    expect(models.find(({ id }) => id === 'tiny-tutor')?.contextTokens).toBe(512);
  });

  test('answers a fact, in pieces, and counts its tokens', async () => {
    const events = new CollectedChat();
    await provider.chat(ask('What is the capital of France?'), events, never);
    expect(events.text).toBe('The capital of France is Paris.');
    expect(events.chunks.length).toBeGreaterThan(3);
    expect(events.loadings).toBeGreaterThan(0);
    expect(events.finishReasons).toEqual(['stop']);
    const usage = events.chunks.at(-1)?.usage;
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
    expect(usage?.completion_tokens).toBeGreaterThan(3);
    const listed = (await provider.models()).find(({ id }) => id === 'tiny-tutor');
    expect(listed?.loaded).toBe(true);
  });

  test('keeps to a length, to an end, and to parts of text', async () => {
    const short = new CollectedChat();
    await provider.chat(ask('What is the capital of France?', { max_tokens: 2 }), short, never);
    expect(short.finishReasons).toEqual(['length']);
    expect(short.chunks.at(-1)?.usage?.completion_tokens).toBe(2);

    const ended = new CollectedChat();
    const parts = [{ type: 'text', text: 'What is the capital of France?' }];
    await provider.chat(ask(parts, { stop: [' is'], temperature: 0 }), ended, never);
    expect(ended.text).toBe('The capital of France');
    expect(ended.finishReasons).toEqual(['stop']);
  });

  test('says when a conversation is longer than the model can hold', async () => {
    const long = provider.chat(ask('What is snow? '.repeat(300)), new CollectedChat(), never);
    await expect(long).rejects.toMatchObject({ facts: { refusal: 'context-length' } });
  });

  test('stops within a token when nobody listens any more, and goes on with the next', async () => {
    const control = new AbortController();
    const events = new CollectedChat(() => control.abort(new Error('left')));
    await expect(
      provider.chat(ask('What is the capital of France?'), events, control.signal),
    ).rejects.toThrow('left');
    const heard = events.chunks.length;
    const next = new CollectedChat();
    await provider.chat(ask('What is the capital of Italy?'), next, never);
    expect(next.text).toBe('The capital of Italy is Rome.');
    expect(events.chunks).toHaveLength(heard);
  });

  test('does not begin what was given up while it waited', async () => {
    const first = provider.chat(ask('What is the capital of France?'), new CollectedChat(), never);
    const control = new AbortController();
    const events = new CollectedChat();
    const waiting = provider.chat(ask('What is the capital of Italy?'), events, control.signal);
    control.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    await first;
    expect(events.chunks).toHaveLength(0);
  });

  test('tells who comes after too many to come again', async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 24 }, () =>
        provider.chat(
          ask('What is snow?', { max_tokens: 1 }),
          new CollectedChat(),
          new AbortController().signal,
        ),
      ),
    );
    const refused = all.filter((it) => it.status === 'rejected');
    expect(all.filter((it) => it.status === 'fulfilled').length).toBeGreaterThanOrEqual(16);
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toMatchObject({ failure: 'busy' });
  });

  test('transcribes a spoken sentence', async () => {
    const bytes = await readFile(join(fixtureSpeech, 'first-words/capital-paris.wav'));
    const recording = { bytes, mediaType: 'audio/wav', fileName: 'recording.wav' };
    const call = { model: 'tiny-whisper', recording, wordTimes: false };
    const answer = await provider.transcribe(call, never);
    expect(answer.text).toBe('The capital of France is Paris.');
    expect(answer.language).toBe('en');
    expect(answer.segments).toHaveLength(1);
    expect(answer.segments[0]?.endS).toBeCloseTo(answer.durationS ?? NaN, 1);
  });

  test('hears no words in silence', async () => {
    const bytes = await readFile(join(fixtureSpeech, 'first-words/silence.wav'));
    const recording = { bytes, mediaType: 'audio/wav', fileName: 'recording.wav' };
    const call = { model: 'tiny-whisper', recording, wordTimes: false };
    await expect(provider.transcribe(call, never)).resolves.toMatchObject({
      text: '',
      segments: [],
    });
  });

  test('makes vectors in which like texts are near', async () => {
    const input = [
      'What is the capital of France?',
      'The capital of France is Paris.',
      'Bees make honey.',
    ];
    const { vectors, promptTokens } = await provider.embed(
      { model: 'tiny-embedder', input },
      never,
    );
    const near = (a: number, b: number) =>
      [...(vectors[a] ?? [])].reduce((sum, it, index) => sum + it * (vectors[b]?.[index] ?? 0), 0);
    expect(vectors.map((it) => it.length)).toEqual([96, 96, 96]);
    expect(near(0, 0)).toBeCloseTo(1, 4);
    expect(near(0, 1)).toBeGreaterThan(near(0, 2) + 0.2);
    expect(promptTokens).toBeGreaterThan(10);
  });

  test('refuses token numbers and lengths that the model does not have', async () => {
    const numbers = provider.embed({ model: 'tiny-embedder', input: [[1, 2]] }, never);
    await expect(numbers).rejects.toMatchObject({ facts: { status: 400, param: 'input' } });
    const call = { model: 'tiny-embedder', input: ['snow'], dimensions: 12 };
    await expect(provider.embed(call, never)).rejects.toMatchObject({
      facts: { status: 400, param: 'dimensions' },
    });
  });

  test('speaks sentence by sentence, and waits for a slow listener', async () => {
    const events = new CollectedSpeech(true);
    const call = {
      model: 'tiny-vits-random',
      text: 'Hello there. The sky is blue.',
      voice: 'alloy',
      format: 'wav',
      speed: 1,
    } as const;
    await provider.speak(call, events, never);
    expect(events.sounds).toEqual([{ format: 'pcm', sampleRateHz: 16_000 }]);
    expect(events.pieces).toHaveLength(2);
    expect(events.pauses).toBe(2);
    expect(events.all.length).toBeGreaterThan(16_000);
    const silence = { ...call, text: ' … ' };
    await expect(provider.speak(silence, new CollectedSpeech(), never)).rejects.toMatchObject({
      facts: { status: 400, param: 'input' },
    });
  });

  test('knows no other models, and no path is one', async () => {
    for (const model of ['nothing', '../tiny-tutor', 'tiny-whisper']) {
      const call = { ...ask('Hello'), model };
      await expect(provider.chat(call, new CollectedChat(), never)).rejects.toMatchObject({
        facts: { refusal: 'model-unknown' },
      });
    }
  });

  test('frees a model that nobody uses, and loads it again', async () => {
    const brief = new EmbeddedProvider(
      providerParts({ kind: 'embedded', privacy: 'device', idleUnloadMs: 1 }),
    );
    const call = { model: 'tiny-embedder', input: ['snow'] };
    const isLoaded = async () =>
      (await brief.models()).find(({ id }) => id === 'tiny-embedder')?.loaded;
    const before = await brief.embed(call, never);
    await expect.poll(isLoaded, { timeout: 10_000 }).toBe(false);
    expect(await brief.embed(call, never)).toEqual(before);
    await brief.close();
    await expect(brief.embed(call, never)).rejects.toBeInstanceOf(UpstreamError);
  });
});
