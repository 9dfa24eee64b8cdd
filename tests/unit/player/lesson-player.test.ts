import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import { later, play } from './played-lesson.ts';

describe('lesson player', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks, hears, judges, says so and goes on, by voice', async () => {
    const { parts, player, finished } = play();
    player.start();
    await later(2_000);
    expect(parts.saidLines.slice(0, 2)).toEqual(['Hello.', 'What is the capital of France?']);
    expect(player.voice).toBe('listening');
    const speaking = parts.speak('It is Paris.');
    await later(50);
    await speaking;
    await later(50);
    expect(player.check?.verdict).toBe('right');
    expect(parts.saidLines).toContain('Right.');
    await later(2_000);
    expect(player.step.id).toBe('red');
    const again = parts.speak('Mars');
    await later(50);
    await again;
    await later(3_000);
    expect(player.phase).toBe('done');
    expect(finished).toHaveLength(1);
    expect(player.result).toMatchObject({ asked: 2, right: 2 });
    expect(parts.earOpen).toBe(false);
  });

  it.each([true, false])('says that the result is kept only where it is: %s', async (keeps) => {
    const { player } = play({ answerBy: 'keyboard', keeps });
    player.start();
    await later(2_000);
    expect(player.resultKept).toBeNull();
    player.skip();
    player.skip();
    player.skip();
    await later(50);
    expect(player.phase).toBe('done');
    expect(player.resultKept).toBe(keeps);
  });

  it('gives a hint for "I don\'t know" and keeps the try', async () => {
    const { parts, player } = play();
    player.start();
    await later(2_000);
    const speaking = parts.speak("I don't know.");
    await later(50);
    await speaking;
    await later(50);
    expect(player.hints).toEqual(['It begins with P.']);
    expect(player.triesLeft).toBe(2);
    expect(parts.saidLines.at(-1)).toBe('It begins with P.');
    expect(player.voice).toBe('listening');
  });

  it('keeps the verdict on the screen while it listens for another try', async () => {
    const { parts, player } = play();
    player.start();
    await later(2_000);
    const speaking = parts.speak('London');
    await later(50);
    await speaking;
    await later(50);
    expect(player.phase).toBe('feedback');
    expect(player.check?.verdict).toBe('wrong');
    expect(parts.saidLines).toContain('London is in England.');
    expect(player.voice).toBe('listening');
    const again = parts.speak('Paris');
    await later(50);
    await again;
    expect(player.check?.verdict).toBe('right');
  });

  it('takes a sound too short for a turn only where it is the answer, and shows nothing of others', async () => {
    const { parts, player } = play();
    player.start();
    await later(2_000);
    for (const text of ['you', 'London', '']) {
      const sounding = parts.sound(text);
      await later(50);
      await sounding;
      expect(player).toMatchObject({
        phase: 'answer',
        draft: '',
        voice: 'listening',
        triesLeft: 2,
      });
    }
    const answering = parts.sound('Paris.');
    await later(50);
    await answering;
    expect(player.check?.verdict).toBe('right');
  });

  it('shows the answer when the tries are spent, then goes on', async () => {
    const { player, parts } = play({ answerBy: 'keyboard' });
    player.start();
    await later(50);
    player.continue();
    await later(50);
    player.answerInWriting('Madrid');
    await later(50);
    player.tryAgain();
    player.answerInWriting('Rome');
    await later(50);
    expect(player.model).toBe('Paris');
    expect(parts.saidLines.at(-1)).toBe('Paris');
    player.continue();
    await later(50);
    expect(player.step.id).toBe('red');
    player.choose(1);
    await later(3_000);
    expect(player.phase).toBe('done');
  });

  it('stops the tutor at once when the learner speaks, and hears the answer', async () => {
    const { parts, player } = play();
    player.start();
    await later(2_000);
    const speaking = parts.speak('Paris');
    await later(50);
    await speaking;
    parts.holdSpeech = true;
    await later(2_000);
    expect(player.step.id).toBe('red');
    expect(player.voice).toBe('speaking');
    parts.watch({ type: 'maybe', speechStartMs: 1 });
    await later(10);
    expect(parts.ducked).toBe(1);
    parts.watch({ type: 'confirmed', speechStartMs: 1, decidedMs: 2 });
    parts.holdSpeech = false;
    await later(50);
    expect(player.phase).toBe('answer');
    expect(player.voice).toBe('listening');
  });

  it('goes on by keyboard, with a sentence, when the microphone is denied', async () => {
    const { parts, player } = play();
    parts.microphoneError = new ParleyError('microphone-denied', 'No.', 'Type.');
    player.start();
    await later(2_000);
    expect(player.answerBy).toBe('keyboard');
    expect(player.notice?.code).toBe('microphone-denied');
    player.continue();
    await later(50);
    player.answerInWriting('Paris');
    await later(50);
    expect(player.check?.verdict).toBe('right');
  });

  it('takes the keyboard where nothing understands speech', async () => {
    const { player } = play({ deaf: true });
    player.start();
    await later(50);
    expect(player.answerBy).toBe('keyboard');
  });

  it('gives the try back when the learner says that it was misheard', async () => {
    const { parts, player } = play();
    player.start();
    await later(2_000);
    const speaking = parts.speak('Rome');
    await later(50);
    await speaking;
    await later(50);
    expect(player.triesLeft).toBe(1);
    expect(player.heardBy).toBe('voice');
    player.dispute();
    await later(50);
    expect(player.triesLeft).toBe(2);
    expect(player.phase).toBe('answer');
  });

  it('gives no try back for what was written: nothing was misheard', async () => {
    const { player } = play({ answerBy: 'keyboard' });
    player.start();
    await later(50);
    player.continue();
    await later(50);
    player.answerInWriting('Rome');
    await later(50);
    player.dispute();
    await later(50);
    expect(player.triesLeft).toBe(1);
    expect(player.phase).toBe('feedback');
  });

  it('pauses, resumes, and says nothing meanwhile', async () => {
    const { parts, player } = play();
    player.start();
    await later(2_000);
    player.pause();
    expect(player.voice).toBe('paused');
    const said = parts.saidLines.length;
    await later(20_000);
    expect(parts.saidLines).toHaveLength(said);
    player.resume();
    await later(50);
    expect(player.voice).toBe('listening');
  });

  it('waits for the microphone button in tap mode, and mutes by microphone button in hands-free mode', async () => {
    const tap = play({ mode: 'tap' });
    tap.player.start();
    await later(2_000);
    expect(tap.player.voice).toBe('idle');
    tap.player.microphoneDown();
    await later(50);
    expect(tap.player.voice).toBe('listening');

    const free = play();
    free.player.start();
    await later(2_000);
    free.player.microphoneDown();
    expect(free.player.voice).toBe('muted');
    free.player.microphoneDown();
    await later(50);
    expect(free.player.voice).toBe('listening');
  });

  it('keeps the place after every move, and when the learner leaves', async () => {
    const { player, kept, parts } = play();
    player.start();
    await later(2_000);
    player.leave();
    expect(kept.at(-1)).toMatchObject({ stepIndex: 1, phase: 'answer' });
    expect(parts.earOpen).toBe(false);
    const said = parts.saidLines.length;
    await later(20_000);
    expect(parts.saidLines).toHaveLength(said);
  });

  it('says once that there is no hurry', async () => {
    const { parts, player } = play();
    player.start();
    await later(2_000);
    parts.event({ type: 'silence', forMs: 12_000 });
    await later(50);
    expect(parts.saidLines.at(-1)).toBe('Take your time. I am listening.');
    expect(player.voice).toBe('listening');
  });

  it('asks whether it heard well instead of judging a doubtful answer', async () => {
    const { parts, player } = play();
    player.start();
    await later(2_000);
    const speaking = parts.speak('Perris', { confidence: 0.2 });
    await later(50);
    await speaking;
    await later(50);
    expect(player.phase).toBe('confirm');
    const yes = parts.speak('No.');
    await later(50);
    await yes;
    await later(50);
    expect(player.phase).toBe('answer');
    expect(player.triesLeft).toBe(2);
  });
});
