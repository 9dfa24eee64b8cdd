import { describe, expect, test } from 'vitest';
import type {
  ChatEnd,
  ChatMessage,
  ChatModel,
  ChatOptions,
} from '../../../src/contracts/engine.ts';
import { testEngine } from './engine-contract.ts';

/** What every chat model must hold to, asked something that it answers in some words. */
export function describeChatModel(
  name: string,
  create: () => ChatModel,
  question: readonly ChatMessage[] = [{ role: 'user', content: 'What is the capital of France?' }],
): void {
  const never = new AbortController().signal;

  async function ask(
    engine: ChatModel,
    options: ChatOptions = { temperature: 0 },
    signal = never,
  ): Promise<{ texts: string[]; text: string; ends: ChatEnd[]; last: string }> {
    const texts: string[] = [];
    const ends: ChatEnd[] = [];
    let last = '';
    for await (const part of engine.chat(question, options, signal)) {
      if (part.kind === 'text') texts.push(part.text);
      else ends.push(part);
      last = part.kind;
    }
    return { texts, text: texts.join(''), ends, last };
  }

  describe(`${name} as a chat model`, () => {
    testEngine(create);

    test('gives text and then exactly one end, with what it took', async () => {
      const engine = create();
      const { texts, ends, last } = await ask(engine);
      expect(texts.length).toBeGreaterThan(0);
      for (const text of texts) expect(text).not.toBe('');
      expect(last).toBe('end');
      expect(ends).toHaveLength(1);
      const end = ends[0]!;
      expect(end.finish).toBe('stop');
      expect(end.model).not.toBe('');
      expect(end.promptTokens).toBeGreaterThan(0);
      expect(end.replyTokens).toBeGreaterThan(0);
      expect(end.promptTokens + end.replyTokens).toBeLessThanOrEqual(engine.contextTokens);
      expect(end.cachedTokens).toBeGreaterThanOrEqual(0);
      expect(end.cachedTokens).toBeLessThan(end.promptTokens);
      expect(end.firstTokenMs).toBeGreaterThan(0);
      if (end.tokensPerSecond !== null) expect(end.tokensPerSecond).toBeGreaterThan(0);
      await engine.dispose();
    });

    test('says the same twice when it is greedy', async () => {
      const engine = create();
      const first = await ask(engine);
      const second = await ask(engine);
      expect(second.text).toBe(first.text);
      await engine.dispose();
    });

    test('ends at its limit', async () => {
      const engine = create();
      const { ends, text } = await ask(engine, { temperature: 0, maxTokens: 2 });
      expect(ends[0]).toMatchObject({ finish: 'length', replyTokens: 2 });
      const whole = await ask(engine);
      expect(whole.text.startsWith(text)).toBe(true);
      await engine.dispose();
    });

    test('ends before a stop string', async () => {
      const engine = create();
      const whole = (await ask(engine)).text;
      const stop = whole.slice(Math.floor(whole.length / 2), Math.floor(whole.length / 2) + 3);
      const { text, ends } = await ask(engine, { temperature: 0, stop: [stop] });
      expect(text).toBe(whole.slice(0, whole.indexOf(stop)));
      expect(ends[0]).toMatchObject({ finish: 'stop' });
      await engine.dispose();
    });

    test('after an abort iteration throws its reason and yields nothing more', async () => {
      const engine = create();
      const control = new AbortController();
      const reason = new Error('enough');
      let after = 0;
      const iterate = async () => {
        for await (const part of engine.chat(question, { temperature: 0 }, control.signal)) {
          if (control.signal.aborted) after += 1;
          if (part.kind === 'text') control.abort(reason);
        }
      };
      await expect(iterate()).rejects.toBe(reason);
      expect(after).toBe(0);
      await engine.dispose();
    });

    test('is not used when it was given up before', async () => {
      const engine = create();
      const reason = new Error('never mind');
      await expect(ask(engine, {}, AbortSignal.abort(reason))).rejects.toBe(reason);
      await engine.dispose();
    });

    test('one reply at a time: a second call waits, one that left the queue never runs', async () => {
      const engine = create();
      const order: string[] = [];
      const tell = async (name_: string, signal = never) => {
        for await (const part of engine.chat(question, { temperature: 0 }, signal)) {
          if (order.at(-1) !== name_) order.push(name_);
          if (part.kind === 'end') order.push(`${name_} end`);
        }
      };
      const gone = new AbortController();
      const first = tell('first');
      const second = tell('second', gone.signal);
      const third = tell('third');
      gone.abort(new Error('left'));
      await expect(second).rejects.toThrow('left');
      await Promise.all([first, third]);
      expect(order).toEqual(['first', 'first end', 'third', 'third end']);
      await engine.dispose();
    });

    test('a loop that is left early frees the engine', async () => {
      const engine = create();
      for await (const part of engine.chat(question, { temperature: 0 }, never)) {
        if (part.kind === 'text') break;
      }
      expect((await ask(engine)).text).not.toBe('');
      await engine.dispose();
    });

    test('reading ahead changes no word', async () => {
      const engine = create();
      const { text } = await ask(engine);
      const other = create();
      await other.prefill(question.slice(0, -1), never);
      await other.prefill(question, never);
      expect((await ask(other)).text).toBe(text);
      await expect(other.prefill(question, AbortSignal.abort())).rejects.toThrow();
      await engine.dispose();
      await other.dispose();
    });
  });
}
