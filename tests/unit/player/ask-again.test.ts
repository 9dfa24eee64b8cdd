import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Transcriber } from '../../../src/contracts/engine.ts';
import type { Lesson } from '../../../src/contracts/lesson.ts';
import { resumeRun } from '../../../src/lessons/stepping.ts';
import { fitOf } from '../../fakes/fake-conversation-parts.ts';
import { later, play, twoQuestions } from './played-lesson.ts';

type Played = ReturnType<typeof play>;

/** Says something of which the ears find each text so likely. */
async function speak({ parts }: Played, text: string, means: Readonly<Record<string, number>>) {
  parts.fitting = (each) => means[each] ?? (each === text ? -0.5 : -9);
  const speaking = parts.speak(text, { confidence: 0.5 });
  await later(50);
  await speaking;
  await later(50);
}

async function asked(options: Parameters<typeof play>[0] = {}): Promise<Played> {
  const played = play(options);
  played.player.start();
  await later(2_000);
  return played;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('an answer that cannot be made out', () => {
  it('is asked for again, costs nothing, and the tutor listens on', async () => {
    const played = await asked();
    await speak(played, 'Perish', { Paris: -2.5 });
    const { player, parts } = played;
    expect(player).toMatchObject({
      phase: 'answer',
      timesAsked: 1,
      triesLeft: 2,
      voice: 'listening',
    });
    expect(player.heard).toBe('Perish');
    expect(parts.saidLines.at(-1)).toBe('I did not catch that well. Once more, please.');
    expect(parts.saidLines.join(' ')).not.toContain('Paris ');
    expect(player.model).toBeNull();
  });

  it('offers other ways from the second time on', async () => {
    const played = await asked();
    await speak(played, 'Perish', { Paris: -2.5 });
    await speak(played, 'Perish', { Paris: -2.5 });
    expect(played.player.timesAsked).toBe(2);
    expect(played.parts.saidLines.at(-1)).toBe('You can also type it, or skip it.');
  });

  it('is forgotten with the next answer, and kept through a reload', async () => {
    const played = await asked();
    await speak(played, 'Perish', { Paris: -2.5 });
    const kept: unknown = JSON.parse(JSON.stringify(played.player.run));
    expect(resumeRun(twoQuestions, kept)).toEqual(played.player.run);
    await speak(played, 'Paris', { Paris: -0.1 });
    expect(played.player.check?.verdict).toBe('right');
    await later(3_000);
    expect(played.player).toMatchObject({ timesAsked: 0 });
  });

  it('is accepted by its sound where it fits', async () => {
    const played = await asked();
    await speak(played, 'Perish', { Paris: -0.8 });
    expect(played.player.heard).toBe('Paris');
    expect(played.player.check).toMatchObject({ verdict: 'right', reason: { key: 'rightByEar' } });
    // Nothing is said of how it was known.
    expect(played.player.feedback).toEqual(['Right.']);
  });

  it('is wrong only where it was clearly something else', async () => {
    const played = await asked();
    await speak(played, 'Berlin', { Paris: -4 });
    expect(played.player).toMatchObject({ phase: 'feedback', triesLeft: 1 });
    expect(played.player.check?.verdict).toBe('wrong');
  });

  it('is asked for once more before so short a sound is called wrong', async () => {
    const played = await asked();
    const { player, parts } = played;
    parts.fitting = (each) => (each === 'Berlin' ? -0.5 : -9);
    for (const triesLeft of [2, 1]) {
      const speaking = parts.speak('Berlin', { confidence: 0.5 }, 250);
      await later(100);
      await speaking;
      expect(player.triesLeft).toBe(triesLeft);
    }
    expect(parts.saidLines).toContain('I did not catch that well. Once more, please.');
    expect(player.check?.verdict).toBe('wrong');
  });

  it('is not waited for once it is known to be right', async () => {
    const played = await asked();
    const { player, parts } = played;
    parts.heardNext = { text: 'Paris', final: true };
    parts.now = () => Date.now();
    let ended = 0;
    parts.onAnswered = () => void ended++;
    const at = Date.now();
    const samples = new Float32Array(1600);
    parts.event({ type: 'speech-start', speechStartMs: at - 600 });
    parts.event({ type: 'pause', samples, speechEndMs: at });
    await later(150);
    expect(ended).toBe(0);
    await later(200);
    expect(ended).toBe(1);
    const times = { speechStartMs: at - 600, speechEndMs: at, decidedMs: at + 300 };
    parts.event({ type: 'utterance', samples, ...times, reason: 'answered' });
    await later(50);
    expect(player.check?.verdict).toBe('right');
  });

  it('is waited for where more was said', async () => {
    const { parts } = await asked();
    parts.heardNext = { text: 'Paris', final: true };
    parts.now = () => Date.now();
    let ended = 0;
    parts.onAnswered = () => void ended++;
    const at = Date.now();
    parts.event({ type: 'speech-start', speechStartMs: at - 600 });
    parts.event({ type: 'pause', samples: new Float32Array(1600), speechEndMs: at });
    await later(100);
    parts.event({ type: 'resume' });
    await later(1_000);
    expect(ended).toBe(0);
  });

  it('may be something that is asked of the tutor', async () => {
    const played = await asked();
    await speak(played, "I don't know.", { Paris: -2.5 });
    expect(played.player.hints).toEqual(['It begins with P.']);
    expect(played.player.timesAsked).toBe(0);
  });

  it('is waited for while the learner only thinks', async () => {
    const played = await asked();
    const said = played.parts.saidLines.length;
    await speak(played, 'Hmm, let me think.', { Paris: -3 });
    expect(played.player).toMatchObject({ phase: 'answer', timesAsked: 0, voice: 'listening' });
    expect(played.parts.saidLines).toHaveLength(said);
  });

  it('points at the hardest word of a sentence to repeat, and says it', async () => {
    const step = { kind: 'repeat', id: 'r', prompt: 'Say:', sentence: 'big ship' } as const;
    const lesson: Lesson = { ...twoQuestions, steps: [step] };
    const played = await asked({ lesson });
    await speak(played, 'bee', { 'big ship': -2.5 });
    expect(played.player.weakest).toBe('big');
    expect(played.parts.saidLines.slice(-2)).toEqual([
      'I did not catch all of it. Once more, please, and mind this word:',
      'big',
    ]);
  });
});

describe('larger ears beside the first ones', () => {
  const larger = (text: string, mean: number, tookMs = 0): Transcriber => ({
    id: 'larger',
    live: false,
    languages: 'any',
    warmUp: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
    async *transcribe(audio, { candidates }, signal) {
      for await (const frame of audio) expect(frame.length).toBeGreaterThan(0);
      await new Promise((resolve) => setTimeout(resolve, tookMs));
      signal.throwIfAborted();
      const texts = candidates?.(text) ?? [];
      yield {
        text,
        final: true,
        fit: fitOf(text, texts, (each) => (each === 'Paris' ? mean : each === text ? -0.4 : -9)),
      };
    },
  });

  it('hear the same sound in the same moment', async () => {
    const played = await asked({ secondEars: larger('Perris', -0.9) });
    await speak(played, 'Perish', { Paris: -2.5 });
    expect(played.player.check?.verdict).toBe('right');
    expect(played.player.timesAsked).toBe(0);
  });

  it('never make anything wrong', async () => {
    const played = await asked({ secondEars: larger('Berlin', -5) });
    await speak(played, 'Perish', { Paris: -2.5 });
    expect(played.player).toMatchObject({ phase: 'answer', timesAsked: 1 });
  });

  it('are not waited for longer than asking again takes', async () => {
    const played = await asked({ secondEars: larger('Paris', -0.1, 60_000) });
    await speak(played, 'Perish', { Paris: -2.5 });
    expect(played.player.voice).toBe('thinking');
    await later(2_600);
    expect(played.player.timesAsked).toBe(1);
  });

  it('are not asked where the first ones know', async () => {
    const transcribe = vi.fn();
    const played = await asked({ secondEars: { ...larger('', 0), transcribe } });
    await speak(played, 'Paris', { Paris: -0.1 });
    await later(3_000);
    expect(transcribe).not.toHaveBeenCalled();
  });
});
