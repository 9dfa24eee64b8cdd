import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import { later, play, twoQuestions } from './played-lesson.ts';

type Played = ReturnType<typeof play>;

const lessonOf = (...steps: Lesson['steps']): Lesson => ({ ...twoQuestions, steps });

/** Says something and lets it be judged. */
async function speak({ parts }: Played, text: string, confidence?: number): Promise<void> {
  const speaking = parts.speak(text, confidence === undefined ? {} : { confidence });
  await later(50);
  await speaking;
  await later(50);
}

/** Started, and through the narration: the question about France is open. */
async function asked(options: Parameters<typeof play>[0] = {}): Promise<Played> {
  const played = play(options);
  played.player.start();
  await later(2_000);
  expect(played.player.step.id).toBe('france');
  return played;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('while "Did you say …?" is open', () => {
  it('takes a yes in the learner’s own language', async () => {
    const played = await asked({ locale: 'es' });
    await speak(played, 'Perris', 0.2);
    expect(played.player.phase).toBe('confirm');
    await speak(played, 'Sí.');
    expect(played.player.phase).toBe('feedback');
  });

  it('gives a hint when asked, and listens on', async () => {
    const played = await asked();
    await speak(played, 'Perris', 0.2);
    await speak(played, "I don't know.");
    expect(played.player.hints).toEqual(['It begins with P.']);
    expect(played.player.phase).toBe('answer');
    expect(played.player.voice).toBe('listening');
  });

  it('takes a whole answer instead of yes or no', async () => {
    const played = await asked();
    await speak(played, 'Perris', 0.2);
    await speak(played, 'Paris');
    expect(played.player.check?.verdict).toBe('right');
  });
});

describe('what is asked of the tutor', () => {
  it('says that there is no further hint, and keeps the try', async () => {
    const played = await asked();
    await speak(played, 'A hint, please.');
    await speak(played, 'A hint, please.');
    expect(played.parts.saidLines.at(-1)).toBe('I have no more hints for this one.');
    expect(played.player.triesLeft).toBe(2);
    expect(played.player.voice).toBe('listening');
  });

  it('is done in a free talk too', async () => {
    const talk = { kind: 'talk', id: 'talk', prompt: 'Ask me.', passages: ['Bread is baked.'] };
    const played = play({ lesson: lessonOf(talk as Lesson['steps'][number]) });
    played.player.start();
    await later(50);
    await speak(played, 'How is bread made?');
    expect(played.player.said.map(({ who, text }) => `${who}: ${text}`)).toEqual([
      'you: How is bread made?',
      'tutor: Bread is baked.',
    ]);
    await speak(played, 'Pause');
    expect(played.player.voice).toBe('paused');
  });
});

describe('the microphone button', () => {
  it('goes on where nothing is asked', async () => {
    const { parts, player } = play();
    parts.holdSpeech = true;
    player.start();
    await later(50);
    expect(player.voice).toBe('speaking');
    player.microphoneDown();
    await later(50);
    expect(player.step.id).toBe('france');
  });

  it('goes on after a right answer', async () => {
    const played = await asked();
    await speak(played, 'Paris');
    expect(played.player.phase).toBe('feedback');
    played.player.microphoneDown();
    await later(50);
    expect(played.player.step.id).toBe('red');
  });

  it('let go before the microphone was open leaves nothing listening', async () => {
    const played = await asked({ mode: 'push' });
    played.player.pause();
    let open = () => {};
    played.parts.opening = new Promise((resolve) => (open = resolve));
    played.player.resume();
    played.player.microphoneDown();
    played.player.microphoneUp();
    open();
    await later(50);
    expect(played.player.voice).toBe('idle');
  });

  it('pressed and let go without a word is told so, and stays closed', async () => {
    const { parts, player } = await asked({ mode: 'push' });
    player.microphoneDown();
    await later(50);
    expect(player.voice).toBe('listening');
    player.microphoneUp();
    await later(50);
    expect(parts.saidLines.at(-1)).toBe('I did not catch that. Say it again, or type it.');
    expect(player.voice).toBe('idle');
  });

  it('mutes until it is pressed again, whatever the tutor says meanwhile', async () => {
    const { player } = await asked();
    player.microphoneDown();
    player.repeat();
    await later(50);
    expect(player.voice).toBe('muted');
    player.microphoneDown();
    await later(50);
    expect(player.voice).toBe('listening');
  });
});

describe('a pause', () => {
  it('closes the microphone, and ends with whatever is asked for', async () => {
    const { parts, player } = await asked();
    player.pause();
    await later(50);
    expect(parts.earOpen).toBe(false);
    player.setMicrophoneMode('tap');
    player.setMicrophoneMode('hands-free');
    await later(50);
    expect(player.voice).toBe('paused');
    player.hint();
    await later(50);
    expect(player.hints).toHaveLength(1);
    expect(parts.earOpen).toBe(true);
    expect(player.voice).toBe('listening');
  });

  it('is left with the microphone closed, even while that was being opened', async () => {
    const { parts, player } = play();
    let open = () => {};
    parts.opening = new Promise((resolve) => (open = resolve));
    player.start();
    await later(10);
    player.leave();
    open();
    await later(50);
    expect(parts.earOpen).toBe(false);
    expect(player.answerBy).toBe('voice');
  });
});

describe('what fails', () => {
  it('leaves time to read what cannot be said', async () => {
    const text = 'One moment, please. '.repeat(10).trim();
    const long = lessonOf({ kind: 'say', id: 'long', prompt: text }, ...twoQuestions.steps);
    const { parts, player } = play({ lesson: long });
    parts.speechError = new ParleyError('audio-needs-gesture', 'Press.', 'Press.');
    player.start();
    await later(text.length * 60 - 100);
    expect(player.step.id).toBe('long');
    await later(200);
    expect(player.step.id).toBe('hello');
    expect(player.notice?.code).toBe('audio-needs-gesture');
    parts.speechError = null;
    await later(2_000);
    expect(player.notice).toBeNull();
  });

  it('does not leave the screen thinking, and the microphone button tries again', async () => {
    const played = await asked();
    played.parts.hearingError = new ParleyError('listening-stopped', 'It stopped.', 'Again.');
    await speak(played, 'Paris');
    expect(played.player.notice?.code).toBe('listening-stopped');
    expect(played.player.voice).toBe('idle');
    played.parts.hearingError = null;
    played.player.microphoneDown();
    await later(50);
    await speak(played, 'Paris');
    expect(played.player.check?.verdict).toBe('right');
  });
});

describe('changing the way to answer', () => {
  it('closes the microphone for the keyboard and opens it for the voice', async () => {
    const { parts, player } = await asked();
    player.setAnswerBy('keyboard');
    await later(50);
    expect(parts.earOpen).toBe(false);
    expect(player.voice).toBe('idle');
    player.setAnswerBy('voice');
    await later(50);
    expect(player.voice).toBe('listening');
  });

  it('in the middle of a task lets it be said, then listens', async () => {
    const { parts, player } = play({ answerBy: 'keyboard' });
    player.start();
    await later(50);
    parts.holdSpeech = true;
    player.continue();
    await later(50);
    player.setAnswerBy('voice');
    await later(50);
    expect(player.voice).toBe('speaking');
    parts.release();
    await later(50);
    expect(player.voice).toBe('listening');
  });
});
