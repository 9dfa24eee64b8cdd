import { vi } from 'vitest';
import type { ChatModel, Embedder, Transcriber } from '../../../src/contracts/engine.ts';
import type { Lesson, Policy } from '../../../src/contracts/lesson.ts';
import type { LessonRun } from '../../../src/lessons/lesson-run.ts';
import { startRun } from '../../../src/lessons/stepping.ts';
import { translateEnglish } from '../../fakes/translate-english.ts';
import { Conversation } from '../../../src/voice/conversation.svelte.ts';
import { FlightRecorder } from '../../../src/voice/flight-recorder.ts';
import { LessonPlayer } from '../../../src/player/lesson-player.svelte.ts';
import type { MicrophoneMode } from '../../../src/voice/voice-state.ts';
import { FakeParts } from '../../fakes/fake-conversation-parts.ts';

/** A narration, a question and a choice. */
export const twoQuestions: Lesson = {
  format: 1,
  id: 'two-questions',
  version: 1,
  title: 'Two questions',
  language: 'en',
  steps: [
    { kind: 'say', id: 'hello', prompt: 'Hello.' },
    {
      kind: 'ask',
      id: 'france',
      prompt: 'What is the capital of France?',
      hints: ['It begins with P.'],
      accept: ['Paris'],
      wrong: [{ when: 'London', feedback: 'London is in England.' }],
      tries: 2,
    },
    {
      kind: 'choose',
      id: 'red',
      prompt: 'Which planet is red?',
      options: [{ text: 'Venus' }, { text: 'Mars', correct: true }, { text: 'Saturn' }],
    },
  ],
};

/** A lesson played by fakes: the test speaks and presses. */
export function play(
  options: {
    answerBy?: 'voice' | 'keyboard';
    lesson?: Lesson;
    mode?: MicrophoneMode;
    deaf?: boolean;
    locale?: string;
    run?: LessonRun;
    chat?: ChatModel;
    embedder?: Embedder;
    secondEars?: Transcriber;
    policy?: Policy;
    keeps?: boolean;
  } = {},
) {
  const parts = new FakeParts();
  const kept: LessonRun[] = [];
  const finished: LessonRun[] = [];
  const prepared: string[] = [];
  let hears = !options.deaf;
  let earsCome: () => void = () => {};
  const coming = new Promise<void>((resolve) => {
    earsCome = () => {
      hears = true;
      resolve();
    };
  });
  const conversation = new Conversation(parts, new FlightRecorder());
  const played = options.lesson ?? twoQuestions;
  const player = new LessonPlayer({
    lesson: played,
    run: options.run ?? startRun(played),
    answerBy: options.answerBy ?? 'voice',
    conversation,
    recorder: new FlightRecorder(),
    choices: { patience: 'normal', microphoneMode: options.mode ?? 'hands-free' },
    translate: () => translateEnglish,
    locale: () => options.locale ?? 'en',
    policy: () => options.policy ?? 'device-only',
    chat: () => options.chat ?? null,
    secondEars: () => options.secondEars ?? null,
    slowerEars: () => null,
    listenCarefully: () => {},
    replyFrom: () => null,
    embedder: () => options.embedder ?? null,
    canListen: () => hears,
    earsReady: () => coming,
    prepareSpeech: (line) => {
      prepared.push(line.text);
      return Promise.resolve();
    },
    alone: () => true,
    keep: (run) => Promise.resolve(kept.push(run) > 0),
    finish: (run, _tookMs, onKept) => {
      finished.push(run);
      onKept(options.keeps ?? true);
    },
    now: parts.now,
  });
  return { parts, player, conversation, kept, finished, prepared, earsCome: () => earsCome() };
}

/** Lets the pauses between steps pass. */
export async function later(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}
