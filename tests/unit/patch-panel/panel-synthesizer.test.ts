import { describe, expect, test } from 'vitest';
import type { SpeechPiece, Synthesizer } from '../../../src/contracts/engine.ts';
import { createPanelSynthesizer } from '../../../src/patch-panel/panel-synthesizer.ts';
import { fakeBoard } from '../../fakes/fake-board.ts';
import { FakeSynthesizer, tone } from '../../fakes/fake-synthesizer.ts';
import { fakeTarget, sourceOf } from '../../fakes/fake-target.ts';

const never = new AbortController().signal;

async function pieces(engine: Synthesizer, text: string, language = 'en', voice?: string) {
  const found: SpeechPiece[] = [];
  const options = { language, rate: 1, ...(voice ? { voice } : {}) };
  for await (const piece of engine.synthesize(text, options, never)) found.push(piece);
  return found;
}

/** Engines in the order in which they are fast. */
function panelOf(...engines: FakeSynthesizer[]) {
  const targets = engines.map((engine) => fakeTarget('speak', engine.id, engine));
  const { board, log, test } = fakeBoard(sourceOf(...targets));
  for (const [index, target] of targets.entries()) {
    const firstMs = 100 * (index + 1);
    board.parts.runs.add(target, { firstMs });
    const engine = engines[index] as FakeSynthesizer;
    const plain = engine.synthesize.bind(engine);
    engine.synthesize = async function* (...asked) {
      test.nowMs += firstMs;
      yield* plain(...asked);
    };
  }
  const lesson = { targetIds: new Map<string, string>(), ready: Promise.resolve() };
  const scope = { policy: 'device-only', language: 'en' } as const;
  const engine = createPanelSynthesizer(board, scope, lesson);
  const speaks = (language = 'en') => lesson.targetIds.get(language);
  return { engine, lesson, speaks, test, targets, board, latest: () => log.entries[0] };
}

describe('the first synthesizer that can', () => {
  test('speaks, and what it was chosen from is kept', async () => {
    const [first, second] = [new FakeSynthesizer({ id: 'a' }), new FakeSynthesizer({ id: 'b' })];
    const { engine, latest } = panelOf(first, second);
    expect(await pieces(engine, 'Hi.')).toHaveLength(1);
    expect(latest()).toMatchObject({ order: [{ id: 'a' }, { id: 'b' }], failed: [] });
    expect(second.asked).toHaveLength(0);
    expect(JSON.stringify(latest())).not.toContain('Hi.');
  });

  test('is the next one where the first has no voice for the language', async () => {
    const { engine, speaks, board } = panelOf(
      new FakeSynthesizer({ id: 'a', languages: ['en'] }),
      new FakeSynthesizer({ id: 'b', languages: ['en', 'es'] }),
    );
    await pieces(engine, 'Hola.', 'es');
    expect(speaks('es')).toBe('b');
    const { passedOver } = board.look('speak', { policy: 'device-only', language: 'es' });
    expect(passedOver).toEqual([{ id: 'a', state: 'ready', because: { key: 'route.language' } }]);
    await pieces(engine, 'Hi.', 'en-GB');
    expect(speaks('en')).toBe('a');
  });

  test('takes over when one fails before its first piece, and keeps the lesson to its end', async () => {
    const broken = new FakeSynthesizer({
      id: 'a',
      failure: { after: 0, error: new Error('Out of order.') },
    });
    const {
      engine,
      lesson,
      speaks,
      test: clock,
      latest,
    } = panelOf(broken, new FakeSynthesizer({ id: 'b' }));
    expect(await pieces(engine, 'Hi.')).toHaveLength(1);
    expect(latest()?.failed).toEqual([{ id: 'a', code: 'Error' }]);
    await pieces(engine, 'Again.');
    expect(speaks()).toBe('b');
    clock.nowMs += 31_000;
    await pieces(engine, 'Later.');
    expect(broken.asked).toHaveLength(1);
    // In the next lesson it is tried again.
    lesson.targetIds.clear();
    await pieces(engine, 'Hello.');
    expect(broken.asked).toHaveLength(2);
  });

  test('does not begin a line again that was half said', async () => {
    const broken = new FakeSynthesizer({
      id: 'a',
      failure: { after: 1, error: new Error('Gone.') },
    });
    const { engine, speaks } = panelOf(broken, new FakeSynthesizer({ id: 'b' }));
    await expect(pieces(engine, 'One. Two.')).rejects.toThrow('Gone.');
    expect(await pieces(engine, 'Three.')).toHaveLength(1);
    expect(speaks()).toBe('b');
  });

  test('a chosen voice brings its engine to the front', async () => {
    const { engine, lesson, speaks } = panelOf(
      new FakeSynthesizer({ id: 'a' }),
      new FakeSynthesizer({ id: 'b' }),
    );
    await pieces(engine, 'Hi.', 'en', 'b/en');
    expect(speaks()).toBe('b');
    lesson.targetIds.clear();
    await pieces(engine, 'Hi.', 'en', 'unknown');
    expect(speaks()).toBe('a');
    // Chosen, or arrived, in the middle of a lesson: it speaks from the next one on.
    await pieces(engine, 'Hi.', 'en', 'b/en');
    expect(speaks()).toBe('a');
  });

  test('says voice-none when nobody can', async () => {
    const { engine } = panelOf(new FakeSynthesizer());
    await expect(pieces(engine, 'Salve.', 'la')).rejects.toMatchObject({ code: 'voice-none' });
  });

  test('an abort is an abort, not a failure', async () => {
    const { engine, speaks } = panelOf(
      new FakeSynthesizer({ id: 'a' }),
      new FakeSynthesizer({ id: 'b' }),
    );
    const stopped = engine.synthesize('Hi.', { language: 'en', rate: 1 }, AbortSignal.abort());
    await expect(stopped[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      name: 'AbortError',
    });
    await pieces(engine, 'Hi.');
    expect(speaks()).toBe('a');
  });

  test('offers the voices of all', async () => {
    const { engine } = panelOf(new FakeSynthesizer({ id: 'a' }), new FakeSynthesizer({ id: 'b' }));
    expect((await engine.voices('en')).map(({ id }) => id)).toEqual(['a/en', 'b/en']);
  });

  test('goes on speaking until the lesson is over, though another became faster', async () => {
    const {
      engine,
      lesson,
      speaks,
      targets,
      board,
      test: clock,
    } = panelOf(new FakeSynthesizer({ id: 'a' }), new FakeSynthesizer({ id: 'b' }));
    await pieces(engine, 'One.');
    for (let run = 0; run < 20; run++) board.parts.runs.add(targets[0]!, { firstMs: 9_000 });
    clock.nowMs += 60_000;
    await pieces(engine, 'Two.');
    expect(speaks()).toBe('a');
    lesson.targetIds.clear();
    await pieces(engine, 'Three.');
    expect(speaks()).toBe('b');
  });

  test('waits with the first line until the voice of the lesson is ready, and stops when told', async () => {
    const first = new FakeSynthesizer({ id: 'a' });
    const { engine, lesson } = panelOf(first);
    let ready: () => void = () => {};
    lesson.ready = new Promise((resolve) => (ready = resolve));
    const given = new AbortController();
    const stopped = engine.synthesize('Hi.', { language: 'en', rate: 1 }, given.signal);
    const next = stopped[Symbol.asyncIterator]().next();
    given.abort();
    await expect(next).rejects.toMatchObject({ name: 'AbortError' });
    const line = pieces(engine, 'Hello.');
    await Promise.resolve();
    expect(first.asked).toHaveLength(0);
    ready();
    expect(await line).toHaveLength(1);
  });
});

describe('a platform voice', () => {
  const stuck = () =>
    new FakeSynthesizer({
      id: 'system',
      pieces: (text) => [
        { kind: 'platform', text, play: () => Promise.reject(new Error('It does not answer.')) },
      ],
    });

  test('that fails silently has its text spoken by the next, now and from then on', async () => {
    const { engine, speaks } = panelOf(
      stuck(),
      new FakeSynthesizer({ id: 'b', pieces: (text) => [tone(text, 50)] }),
    );
    const [piece] = await pieces(engine, 'Hello there.');
    if (piece?.kind !== 'platform') throw new Error('expected a platform piece');
    await expect(piece.play(() => {}, never)).rejects.toThrow();
    const instead: SpeechPiece[] = [];
    for await (const each of piece.instead?.(never) ?? []) instead.push(each);
    expect(instead).toMatchObject([{ kind: 'samples', text: 'Hello there.' }]);
    expect(await pieces(engine, 'Next.')).toMatchObject([{ kind: 'samples' }]);
    expect(speaks()).toBe('b');
  });
});
