import { describe, expect, test, vi } from 'vitest';
import type { ChatPart } from '../../../src/contracts/engine.ts';
import { ParleyError } from '../../../src/base/parley-error.ts';
import { createPanelChat } from '../../../src/patch-panel/panel-chat.ts';
import { fakeBoard } from '../../fakes/fake-board.ts';
import { FakeChatModel, type FakeChatOptions } from '../../fakes/fake-chat-model.ts';
import { fakeTarget, sourceOf } from '../../fakes/fake-target.ts';

const never = new AbortController().signal;
const question = [{ role: 'user', content: 'a secret of the learner' }] as const;

/** Models in the order in which they are fast. */
function panelOf(...models: FakeChatOptions[]) {
  const engines = models.map((options) => new FakeChatModel(options));
  const targets = engines.map((engine) => fakeTarget('chat', engine.id, engine));
  const { board, log, test: clock } = fakeBoard(sourceOf(...targets));
  for (const [index, target] of targets.entries())
    board.parts.runs.add(target, { firstMs: 100 * (index + 1), tokensPerSecond: 20 });
  const scope = { policy: 'device-only', language: 'en' } as const;
  const engine = createPanelChat(board, scope, () => {});
  return { engine, engines, targets, board, clock, log };
}

async function reply(engine: ReturnType<typeof panelOf>['engine']) {
  const parts: ChatPart[] = [];
  for await (const part of engine.chat(question, {}, never)) parts.push(part);
  return parts;
}
const wordsOf = (parts: readonly ChatPart[]) =>
  parts.map((part) => (part.kind === 'text' ? part.text : `[${part.model}]`)).join(' ');

describe('a reply', () => {
  test('comes from the first that can, and its words are not kept', async () => {
    const { engine, log } = panelOf({ id: 'a' }, { id: 'b' });
    expect(wordsOf(await reply(engine))).toBe('Well done. [a]');
    const kept = JSON.stringify(log.entries);
    expect(kept).not.toContain('secret');
    expect(kept).not.toContain('Well');
  });

  test('of one that fails before its first word comes whole from the next', async () => {
    const failure = { after: 0, error: new Error('GPU lost.') };
    const { engine, clock } = panelOf({ id: 'a', failure }, { id: 'b', words: ['Yes.'] });
    expect(wordsOf(await reply(engine))).toBe('Yes. [b]');
    expect(clock.failures.map(({ id }) => id)).toEqual(['a']);
  });

  test('that breaks off is never joined with another: reply-cut says how many are left', async () => {
    const failure = { after: 1, error: new Error('Server gone.') };
    const { engine, engines } = panelOf({ id: 'a', failure }, { id: 'b' });
    const parts: ChatPart[] = [];
    const cut = (async () => {
      for await (const part of engine.chat(question, {}, never)) parts.push(part);
    })();
    await expect(cut).rejects.toMatchObject({ code: 'reply-cut', params: { next: 1 } });
    expect(wordsOf(parts)).toBe('Well');
    expect(engines[1]?.asked).toHaveLength(0);
    // Asked anew, the next one says it.
    expect(wordsOf(await reply(engine))).toBe('Well done. [b]');
  });

  test('without an end is a cut one', async () => {
    const { engine, engines } = panelOf({ id: 'a' });
    engines[0]!.chat = async function* () {
      yield await Promise.resolve({ kind: 'text' as const, text: 'Half' });
    };
    await expect(reply(engine)).rejects.toMatchObject({ code: 'reply-cut', params: { next: 0 } });
  });

  test('by nobody is chat-none', async () => {
    await expect(reply(panelOf().engine)).rejects.toMatchObject({ code: 'chat-none' });
  });

  test('a question that is too long says nothing against who was asked', async () => {
    const error = new ParleyError('http-context-full', 'Too long.', 'Begin anew.');
    const { engine, board } = panelOf({ id: 'a', failure: { after: 0, error } }, { id: 'b' });
    await reply(engine);
    expect(board.parts.aside.has('a')).toBe(false);
  });

  test('of one that stays silent is not waited for', async () => {
    vi.useFakeTimers();
    try {
      const { engine, targets, engines } = panelOf({ id: 'a' }, { id: 'b' });
      targets[0] = Object.assign(targets[0]!, { place: 'home' as const });
      engines[0]!.chat = async function* (_messages, _options, signal) {
        yield await new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
      };
      const home = createPanelChat(
        fakeBoard(sourceOf(...targets)).board,
        { policy: 'school-network', language: 'en' },
        () => {},
      );
      void engine;
      const asking = reply(home);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(wordsOf(await asking)).toBe('Well done. [b]');
    } finally {
      vi.useRealTimers();
    }
  });

  test('an abort is an abort, and nobody is asked instead', async () => {
    const { engine, engines, clock } = panelOf({ id: 'a' }, { id: 'b' });
    const stop = new AbortController();
    const asking = (async () => {
      for await (const part of engine.chat(question, {}, stop.signal)) {
        if (part.kind === 'text') stop.abort();
      }
    })();
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
    expect(engines[1]?.asked).toHaveLength(0);
    expect(clock.failures).toHaveLength(0);
  });
});

describe('over several turns', () => {
  test('one that keeps getting slower gives way to another', async () => {
    const { engine, engines, clock, log } = panelOf(
      { id: 'a', tokensPerSecond: 30, firstTokenMs: 100 },
      { id: 'b', tokensPerSecond: 20, firstTokenMs: 300 },
    );
    for (let turn = 0; turn < 5; turn++) {
      clock.nowMs += 5_000;
      expect(wordsOf(await reply(engine))).toContain('[a]');
    }
    engines[0]!.options = { ...engines[0]!.options, tokensPerSecond: 6 };
    for (let turn = 0; turn < 3; turn++) {
      clock.nowMs += 5_000;
      await reply(engine);
    }
    clock.nowMs += 5_000;
    expect(wordsOf(await reply(engine))).toContain('[b]');
    expect(log.entries[0]?.because).toMatchObject({
      key: 'route.becameSlower',
      params: { now: 6, before: 30 },
    });
  });

  test('reads ahead with the one that will be asked', async () => {
    const { engine, engines } = panelOf({ id: 'a' }, { id: 'b' });
    await engine.prefill(question, never);
    expect(engines[0]?.prefilled).toHaveLength(1);
    expect(engines[1]?.prefilled).toHaveLength(0);
    expect(engine.contextTokens).toBe(1000);
  });
});
