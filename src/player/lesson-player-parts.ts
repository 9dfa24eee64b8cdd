import type { Settings } from '../contracts/settings.ts';
import type { ChatModel, Embedder, Transcriber } from '../contracts/engine.ts';
import type { Lesson, Policy } from '../contracts/lesson.ts';
import type { LessonRun } from '../lessons/lesson-run.ts';
import type { Translate } from '../messages/translate.ts';
import type { SpokenLine } from '../contracts/spoken-line.ts';
import type { Conversation } from '../voice/conversation.svelte.ts';
import type { FlightRecorder } from '../voice/flight-recorder.ts';
import type { AnswerBy, ReplyPlace } from './player-view.ts';

/** The learner's choices that a lesson asks for; read at every turn, so a change holds at once. */
export type PlayerChoices = Pick<Settings, 'patience' | 'microphoneMode'>;

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
  /** Larger ears that are ready and quick enough for a second look; null while there are none. */
  readonly secondEars: () => Transcriber | null;
  /** The name of ears that hear better and take longer; null where there are none. */
  readonly slowerEars: () => string | null;
  /** They listen for the rest of the lesson. */
  listenCarefully(): void;
  /** Settles once something here understands speech; rejects with the signal's reason. */
  readonly earsReady: (signal: AbortSignal) => Promise<void>;
  /** Makes the sound of a line ready before it is said; settles in any case. */
  readonly prepareSpeech: (line: SpokenLine, signal: AbortSignal) => Promise<void>;
  /** Who answers in a free talk and makes hints; null while no model is ready. */
  readonly chat: () => ChatModel | null;
  /** Where `chat` is; null while there is none. */
  readonly replyFrom: () => ReplyPlace | null;
  /** Who compares meanings; null while no model is ready. */
  readonly embedder: () => Embedder | null;
  /** Where the learner's words may go now: what the lesson allows, once the learner allows it too. */
  readonly policy: () => Policy;
  /** False while another tab of this browser is in the same lesson, which keeps the place. */
  readonly alone: () => boolean;
  /** Keeps the place; called after every move. Gives whether it is durable. */
  keep(run: LessonRun): Promise<boolean>;
  /** The lesson is over. `onKept`: whether its result is durable; told again when that changes. */
  finish(run: LessonRun, tookMs: number, onKept: (kept: boolean) => void): void;
  /** The learner goes away from it, before or after its end. */
  leave?(): void;
  /** ms, monotonic. */
  now(): number;
}
