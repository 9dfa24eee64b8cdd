import { describe, expect, test } from 'vitest';
import { createPanelTranscriber } from '../../../src/patch-panel/panel-transcriber.ts';
import { fakeBoard } from '../../fakes/fake-board.ts';
import { fakeTarget, sourceOf } from '../../fakes/fake-target.ts';
import { FakeTranscriber } from '../../fakes/fake-transcriber.ts';

const never = new AbortController().signal;

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable is what is wanted
async function* frames(count: number): AsyncGenerator<Float32Array> {
  for (let index = 0; index < count; index += 1) yield new Float32Array(512);
}

/** Engines in the order in which they are fast. */
function panelOf(...engines: FakeTranscriber[]) {
  const targets = engines.map((engine) =>
    fakeTarget('transcribe', engine.id, engine, { languages: engine.languages }),
  );
  const { board, log } = fakeBoard(sourceOf(...targets));
  for (const [index, target] of targets.entries())
    board.parts.runs.add(target, { firstMs: 100 * (index + 1) });
  let calls = 0;
  const scope = { policy: 'device-only', language: 'en' } as const;
  const engine = createPanelTranscriber(board, scope, () => (calls += 1));
  return { engine, board, latest: () => log.entries[0], calls: () => calls };
}

async function heard(engine: ReturnType<typeof panelOf>['engine'], language = 'en') {
  const texts: string[] = [];
  for await (const { text } of engine.transcribe(frames(3), { language }, never)) texts.push(text);
  return texts;
}

describe('the first transcriber that can', () => {
  test('answers, and each utterance begins a turn', async () => {
    const { engine, latest, calls } = panelOf(
      new FakeTranscriber({ id: 'a' }),
      new FakeTranscriber({ id: 'b' }),
    );
    expect(await heard(engine)).toEqual(['1536 samples']);
    expect(latest()).toMatchObject({ order: [{ id: 'a' }, { id: 'b' }], failed: [] });
    expect(JSON.stringify(latest())).not.toContain('samples');
    expect(calls()).toBe(1);
  });

  test('is one that understands the language', async () => {
    const { engine, latest } = panelOf(
      new FakeTranscriber({ id: 'a', languages: ['en'] }),
      new FakeTranscriber({ id: 'b', languages: ['es'] }),
    );
    await heard(engine, 'es-MX');
    expect(latest()).toMatchObject({
      order: [{ id: 'b' }],
      passedOver: [{ id: 'a', because: { key: 'route.language' } }],
    });
  });

  test('hears the whole utterance again when the one before failed', async () => {
    const { engine, latest } = panelOf(
      new FakeTranscriber({ id: 'a', failure: new Error('No memory.') }),
      new FakeTranscriber({ id: 'b' }),
    );
    expect(await heard(engine)).toEqual(['1536 samples']);
    expect(latest()?.failed).toEqual([{ id: 'a', code: 'Error' }]);
    await heard(engine);
    expect(latest()?.order[0]?.id).toBe('b');
    expect(latest()?.because.key).toBe('route.tookOver');
  });

  test('tells the last error, or hearing-none when nobody was asked', async () => {
    const { engine } = panelOf(new FakeTranscriber({ failure: new Error('No.') }));
    await expect(heard(engine)).rejects.toThrow('No.');
    await expect(heard(panelOf().engine, 'fr')).rejects.toMatchObject({ code: 'hearing-none' });
  });

  test('measures from the end of the utterance, silence aside', async () => {
    const { engine, board } = panelOf(new FakeTranscriber({ id: 'a' }));
    await heard(engine);
    const silent = panelOf(new FakeTranscriber({ id: 'a', text: () => '' }));
    await heard(silent.engine);
    expect(board.parts.runs.recentMs('a')).toHaveLength(2);
    expect(silent.board.parts.runs.recentMs('a')).toHaveLength(1);
  });
});
