import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChatMessage } from '../../../../src/contracts/engine.ts';
import {
  chatWindow,
  fitMessages,
  promptTokens,
  replyTokens,
} from '../../../../src/engines/in-browser/chat-window.ts';

/** A word is a token, and each message costs three more. */
const count = (messages: readonly ChatMessage[]) =>
  messages.reduce((sum, { content }) => sum + 3 + content.split(' ').length, 0);

const words = (length: number) => Array.from({ length }, () => 'word').join(' ');
const say = (role: ChatMessage['role'], length: number): ChatMessage => ({
  role,
  content: words(length),
});

test.each([
  [undefined, 2048],
  [512, 512],
  [4096, 4096],
  [32_768, 4096],
])('of a window of %s tokens %s are used', (window, used) => {
  expect(chatWindow(window)).toBe(used);
});

test.each([
  [131_072, 512, 12_000],
  [32_768, 512, 8000],
  [8192, 512, 4000],
  [4096, 512, 2000],
  [2048, 512, 1536],
  [512, 48, 464],
])('a window of %s with %s for the reply leaves %s for the prompt', (window, reply, tokens) => {
  expect(promptTokens(window, reply)).toBe(tokens);
});

test('a reply takes at most half of the window', () => {
  expect(replyTokens(512, 48)).toBe(48);
  expect(replyTokens(512, 4000)).toBe(256);
  expect(replyTokens(4096, undefined)).toBe(512);
});

const turns = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })), {
  maxLength: 40,
});

describe('the oldest turns go first', () => {
  test('what fits stays as it is', () => {
    const messages = [say('system', 5), say('user', 2), say('assistant', 3), say('user', 2)];
    expect(fitMessages(messages, 100, count)).toBe(messages);
  });

  test('never the system message, never the last of the learner, never more than the limit', () => {
    fc.assert(
      fc.property(turns, fc.integer({ min: 40, max: 400 }), (pairs, limit) => {
        const system = say('system', 10);
        const last = say('user', 20);
        const before = pairs.flatMap(([asked, said]) => [
          say('user', asked),
          say('assistant', said),
        ]);
        const kept = fitMessages([system, ...before, last], limit, count);
        expect(kept[0]).toBe(system);
        expect(kept.at(-1)).toBe(last);
        expect(count(kept)).toBeLessThanOrEqual(limit);
        // Turns stay whole, in order, and it is the oldest that are gone.
        const inside = kept.slice(1, -1);
        expect(inside).toEqual(before.slice(before.length - inside.length));
        if (inside.length > 0) expect(inside[0]?.role).toBe('user');
      }),
    );
  });

  test('the beginning stays the same for some turns, so that a cache of it stays useful', () => {
    const conversation = [say('system', 10)];
    const firsts: (ChatMessage | undefined)[] = [];
    for (let turn = 0; turn < 24; turn += 1) {
      conversation.push({ role: 'user', content: `question ${turn}` });
      firsts.push(fitMessages(conversation, 100, count)[1]);
      conversation.push({ role: 'assistant', content: `answer ${turn}` });
    }
    const changes = firsts.filter((first, turn) => turn > 0 && first !== firsts[turn - 1]).length;
    expect(changes).toBeGreaterThan(1);
    expect(changes).toBeLessThan(7);
  });

  test('what must stay stays even when it is too much', () => {
    const messages = [say('system', 60), say('user', 5), say('assistant', 5), say('user', 60)];
    expect(fitMessages(messages, 50, count)).toEqual([messages[0], messages[3]]);
  });
});
