import type { ChatModel, Embedder } from '../contracts/engine.ts';
import type { Lesson } from '../contracts/lesson.ts';
import type { LessonRun } from '../lessons/lesson-run.ts';
import type { Translate } from '../messages/translate.ts';
import type { Patience } from '../contracts/lesson.ts';
import type { Conversation } from './conversation.svelte.ts';
import type { FlightRecorder } from './flight-recorder.ts';
import type { AnswerBy, MicrophoneMode, ReplyPlace } from './player-view.ts';

/** The learner's choices that a lesson asks for; read at every turn, so a change holds at once. */
export interface PlayerChoices {
  patience: Patience;
  microphoneMode: MicrophoneMode;
}

/** Everything a lesson player is given. */
export interface LessonPlayerParts {
  readonly lesson: Lesson;
  /** Where to begin: a fresh run or a kept one. */
  readonly run: LessonRun;
  readonly answerBy: AnswerBy;
  readonly conversation: Conversation;
  readonly recorder: FlightRecorder;
  readonly choices: PlayerChoices;
  readonly translate: () => Translate;
  /** BCP 47 of what `translate` gives. */
  readonly locale: () => string;
  /** False while nothing on this device understands speech. */
  readonly canListen: () => boolean;
  /** Who answers in a free talk and makes hints; null while no model is ready. */
  readonly chat: () => ChatModel | null;
  /** Where `chat` is; null while there is none. */
  readonly replyFrom: () => ReplyPlace | null;
  /** Who compares meanings; null while no model is ready. */
  readonly embedder: () => Embedder | null;
  /** Keeps the place; called after every move. */
  keep(run: LessonRun): void;
  /** The lesson is over. */
  finish(run: LessonRun, tookMs: number): void;
  /** The learner goes away from it, before or after its end. */
  leave?(): void;
  /** ms, monotonic. */
  now(): number;
}
