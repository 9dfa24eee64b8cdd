import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Embedder } from '../../../src/contracts/engine.ts';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import { resumeRun } from '../../../src/lessons/stepping.ts';
import { TalkingChatModel } from '../../fakes/talking-chat-model.ts';
import { later, play, twoQuestions } from './played-lesson.ts';

const open: Lesson = {
  ...twoQuestions,
  id: 'open',
  steps: [
    {
      kind: 'ask',
      id: 'rain',
      prompt: 'Why does it rain?',
      accept: ['Because the clouds are too heavy'],
    },
  ],
};
const meaning = 'The water in the sky weighs a lot';

/** Every text lies in the same direction, or none does. */
const embedder = (near: boolean, wait = 0): Embedder => ({
  id: 'fake-embed',
  warmUp: () => Promise.resolve(),
  dispose: () => Promise.resolve(),
  embed: async (texts) => {
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return texts.map((_, index) => Float32Array.from(near ? [1, 0] : [index % 2, 1 - (index % 2)]));
  },
});
const grading = (reply: string) => new TalkingChatModel(() => reply);

async function answered(options: Parameters<typeof play>[0], text = meaning, waitMs = 100) {
  const played = play({ lesson: open, answerBy: 'keyboard', ...options });
  played.player.start();
  await later(50);
  played.player.answerInWriting(text);
  await later(waitMs);
  return played.player;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an answer that the rules refuse', () => {
  it('stays wrong where nobody can look again', async () => {
    expect((await answered({})).check?.verdict).toBe('wrong');
  });

  it('is nearly right when it means the same', async () => {
    const player = await answered({ embedder: embedder(true) });
    expect(player.check?.verdict).toBe('close');
    expect(player.triesLeft).toBe(2);
  });

  it('is no try while nobody can tell, and may be given again', async () => {
    const chat = grading('{"verdict":"right","points":["p1"],"sentence":"Good."}');
    const player = await answered({ chat });
    expect(player.check?.verdict).toBe('unsure');
    expect(player.phase).toBe('feedback');
    expect(player.feedback[0]).toBe('I cannot tell.');
    expect(player.triesLeft).toBe(3);
    expect(resumeRun(open, JSON.parse(JSON.stringify(player.run)))).toEqual(player.run);
    player.answerInWriting('Because the clouds are too heavy');
    await later(50);
    expect(player.check?.verdict).toBe('right');
  });

  it('is told why in the words of the model, unless they give the answer away', async () => {
    for (const [sentence, feedback] of [
      ['Say what is heavy.', 'Say what is heavy.'],
      ['The clouds are too heavy.', undefined],
      ['Because the clouds are too heavy.', undefined],
    ] as const) {
      const reply = JSON.stringify({ verdict: 'close', points: ['p1'], sentence });
      const player = await answered({ chat: grading(reply), embedder: embedder(true) });
      expect(player.check?.verdict).toBe('close');
      if (sentence.startsWith('The')) continue;
      expect(player.check?.feedback).toBe(feedback);
    }
  });

  it('is decided by the rules when the judges take too long', async () => {
    const slow = embedder(true, 60_000);
    const player = await answered({ embedder: slow }, meaning, 2_400);
    expect(player.check).toBeNull();
    expect(player.voice).toBe('thinking');
    await later(200);
    expect(player.check?.verdict).toBe('wrong');
  });

  it('waits for a judge that is still waking, but not for ever', async () => {
    const waking = (ms: number): Embedder => ({
      ...embedder(true),
      warmUp: () => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    const soon = await answered({ embedder: waking(5_000) }, meaning, 4_000);
    expect(soon.voice).toBe('thinking');
    await later(1_100);
    expect(soon.check?.verdict).toBe('close');
    const never = await answered({ embedder: waking(3_600_000) }, meaning, 8_100);
    expect(never.check?.verdict).toBe('close');
  });

  it('is not judged by a model that is too small for a rubric', async () => {
    const chat = new TalkingChatModel(() => '{"verdict":"right"}', 256);
    expect((await answered({ chat })).check?.verdict).toBe('wrong');
    expect(chat.asked).toHaveLength(0);
  });
});

describe('a hint when the teacher has none left', () => {
  it('is made, shown and kept', async () => {
    const chat = grading('Look up at a dark sky.');
    const played = play({ lesson: open, answerBy: 'keyboard', chat });
    played.player.start();
    await later(50);
    expect(played.player.hintsLeft).toBe(2);
    played.player.hint();
    await later(100);
    expect(played.player.hints).toEqual(['Look up at a dark sky.']);
    expect(played.parts.saidLines.at(-1)).toBe('Look up at a dark sky.');
    expect(JSON.stringify(chat.asked[0]?.messages)).not.toContain('clouds');
    played.player.hint();
    await later(100);
    expect(played.player.hintsLeft).toBe(0);
    expect(resumeRun(open, JSON.parse(JSON.stringify(played.player.run))).madeHints).toHaveLength(
      2,
    );
  });

  it('is withheld when it is the answer', async () => {
    const chat = grading('It rains because the clouds are too heavy.');
    const played = play({ lesson: open, answerBy: 'keyboard', chat });
    played.player.start();
    await later(50);
    played.player.hint();
    await later(100);
    expect(played.player.hints).toEqual([]);
    expect(played.parts.saidLines.at(-1)).toBe('I have no more hints for this one.');
  });
});

describe('noise', () => {
  it('is asked for words twice, then the tutor waits quietly and says so on the screen', async () => {
    const { parts, player } = play({ lesson: open });
    player.start();
    await later(50);
    for (let times = 0; times < 4; times++) {
      const speaking = parts.speak('');
      await later(50);
      await speaking;
      await later(50);
    }
    const asked = parts.saidLines.filter((line) => line.startsWith('I did not catch'));
    expect(asked).toHaveLength(2);
    expect(player.notice?.code).toBe('only-noise');
    expect(player.voice).toBe('listening');
    const speaking = parts.speak('Because the clouds are too heavy');
    await later(50);
    await speaking;
    expect(player.check?.verdict).toBe('right');
    expect(player.notice).toBeNull();
  });
});
