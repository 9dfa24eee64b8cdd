import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import { later, play, twoQuestions } from './played-lesson.ts';

const asksAtOnce = { ...twoQuestions, steps: twoQuestions.steps.slice(1) };

describe('ears that come in the middle of a lesson', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('the keyboard answers until then', async () => {
    const { player } = play({ deaf: true, lesson: asksAtOnce });
    player.start();
    await later(100);
    expect([player.answerBy, player.ears, player.phase]).toEqual(['keyboard', 'awaited', 'answer']);
    player.answerInWriting('Paris');
    await later(100);
    expect(player.check?.verdict).toBe('right');
    expect(player.ears).toBe('awaited');
  });

  it('while the tutor tells something: the first question is answered aloud', async () => {
    const { player, parts, earsCome } = play({ deaf: true });
    parts.holdSpeech = true;
    player.start();
    await later(100);
    expect(parts.earOpen).toBe(false);
    earsCome();
    await later(100);
    expect([player.answerBy, player.ears, parts.earOpen]).toEqual(['voice', 'open', true]);
    parts.holdSpeech = false;
    player.continue();
    await later(2_000);
    expect(player.voice).toBe('listening');
    const speaking = parts.speak('Paris');
    await later(50);
    await speaking;
    await later(50);
    expect(player.check?.verdict).toBe('right');
    expect(player.ears).toBeNull();
  });

  it('while somebody may be writing: nothing is taken away, the next question is answered aloud', async () => {
    const { player, parts, earsCome } = play({ deaf: true, lesson: asksAtOnce });
    player.start();
    await later(100);
    earsCome();
    await later(100);
    expect([player.answerBy, player.ears, parts.earOpen]).toEqual(['keyboard', 'came', false]);
    player.answerInWriting('Paris');
    await later(5_000);
    expect(player.step.id).toBe('red');
    expect([player.answerBy, player.ears, player.voice]).toEqual(['voice', 'open', 'listening']);
  });

  it('the microphone button takes them at once', async () => {
    const { player, parts, earsCome } = play({ deaf: true, lesson: asksAtOnce });
    player.start();
    await later(100);
    earsCome();
    await later(10);
    player.setAnswerBy('voice');
    await later(100);
    expect([player.answerBy, player.ears, player.voice]).toEqual(['voice', null, 'listening']);
    expect(parts.earOpen).toBe(true);
  });

  it.each(['before', 'after'])(
    'who chose the keyboard %s they came stays with it',
    async (when) => {
      const { player, parts, earsCome } = play({ deaf: true, lesson: asksAtOnce });
      player.start();
      await later(100);
      if (when === 'before') player.setAnswerBy('keyboard');
      earsCome();
      await later(10);
      if (when === 'after') player.setAnswerBy('keyboard');
      player.answerInWriting('Paris');
      await later(5_000);
      expect([player.step.id, player.answerBy, player.ears]).toEqual(['red', 'keyboard', null]);
      expect(parts.earOpen).toBe(false);
    },
  );

  it('a microphone that does not open leaves the keyboard, and is not asked again', async () => {
    const { player, parts, earsCome } = play({ deaf: true });
    parts.microphoneError = new ParleyError('microphone-denied', 'No.', 'Allow it.');
    player.start();
    earsCome();
    await later(2_000);
    expect(player.notice?.code).toBe('microphone-denied');
    player.dismissNotice();
    player.continue();
    await later(100);
    player.answerInWriting('Paris');
    await later(5_000);
    player.continue();
    await later(100);
    expect([player.step.id, player.answerBy]).toEqual(['red', 'keyboard']);
    expect(player.notice).toBeNull();
  });

  it('a lesson that was left opens no microphone', async () => {
    const { player, parts, earsCome } = play({ deaf: true });
    player.start();
    await later(10);
    player.leave();
    earsCome();
    await later(100);
    expect([parts.earOpen, player.ears]).toEqual([false, null]);
  });
});

describe('what will be said', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is made ready while the tutor speaks, and no longer once the lesson was left', async () => {
    const { player, parts, prepared } = play({ answerBy: 'keyboard' });
    parts.holdSpeech = true;
    player.start();
    await later(1_000);
    expect(prepared).toEqual(['What is the capital of France?']);
    parts.holdSpeech = false;
    player.continue();
    await later(1_000);
    expect(prepared).toEqual(expect.arrayContaining(['Right.', 'London is in England.']));
    const before = prepared.length;
    player.answerInWriting('Paris');
    player.leave();
    await later(5_000);
    expect(prepared).toHaveLength(before);
  });
});
