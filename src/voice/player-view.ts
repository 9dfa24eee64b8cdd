import type { AnswerCheck } from '../contracts/answer-check.ts';
import type { Lesson, Step } from '../contracts/lesson.ts';
import type { Place, Sentence } from '../contracts/route.ts';
import type { SaidLine } from '../lessons/lesson-run.ts';
import type { Timeline } from './flight-recorder.ts';
import type { ParleyError } from '../base/parley-error.ts';

/** What the voice is doing; exactly one at a time, and the screen shows it in shape and word. */
export type VoiceState = 'idle' | 'listening' | 'thinking' | 'speaking' | 'paused' | 'muted';

/** How the microphone is opened: always, by one tap, or only while the pen is held. */
export type MicrophoneMode = 'hands-free' | 'tap' | 'push';

/** How the learner answers now. `keyboard` also covers taps on choices. */
export type AnswerBy = 'voice' | 'keyboard';

/**
 * Where the learner is inside a step.
 * `prompt`: the tutor says the task · `answer`: the learner's turn · `confirm`: "Did you say …?" ·
 * `feedback`: the verdict is shown and said · `done`: the lesson is over.
 */
export type StepPhase = 'prompt' | 'answer' | 'confirm' | 'feedback' | 'done';

/** Who makes the replies of a talk now, and why. */
export interface ReplyPlace {
  readonly place: Place;
  /** Who does it, as the patch panel names it. */
  readonly name: string;
  readonly because: Sentence;
}

/** Everything a player screen shows and everything it can ask for. Fields are reactive ($state). */
export interface PlayerView {
  readonly lesson: Lesson;
  readonly step: Step;
  readonly stepIndex: number;
  readonly phase: StepPhase;
  readonly voice: VoiceState;
  readonly answerBy: AnswerBy;
  readonly microphoneMode: MicrophoneMode;
  /** The task as shown now: the step's prompt, or the learner's cue inside a role play. */
  readonly prompt: string;
  /** BCP 47 of `prompt` and of the answer. */
  readonly promptLanguage: string;
  readonly answerLanguage: string;
  /** An answer is wanted here and would be judged; false for narration and the tutor's own lines. */
  readonly asks: boolean;
  /** Role play and talk: what was said so far in this step. */
  readonly said: readonly SaidLine[];
  /** Null while the lesson's own words answer. */
  readonly replyFrom: ReplyPlace | null;
  /** The turns so far, for how long each took. */
  timelines(): readonly Timeline[];
  /** What the tutor is saying at this moment; grows with the sound, empty when silent. */
  readonly caption: string;
  /** The learner's words while they may still change. */
  readonly draft: string;
  /** The learner's last answer as it was understood. */
  readonly heard: string;
  readonly check: AnswerCheck | null;
  /** What the tutor says about the answer, already in the learner's language. */
  readonly feedback: readonly string[];
  /** Hints given so far in this step. */
  readonly hints: readonly string[];
  readonly hintsLeft: number;
  readonly triesLeft: number;
  /** The model answer, once it may be shown. */
  readonly model: string | null;
  /** Something a person must know now (microphone denied, only silence …). */
  readonly notice: ParleyError | null;
  /** True once the learner can go on: the verdict is final or nothing was asked. */
  readonly canContinue: boolean;
  /** Loudness for the voice line, 0..1: the learner's while listening, the tutor's while speaking. */
  level(): number;

  /** Begins or resumes the lesson; call it from a gesture, so that sound may start. */
  start(): void;
  pause(): void;
  resume(): void;
  /** The pen went down or up; means tap, hold or interrupt according to mode and state. */
  penDown(): void;
  penUp(): void;
  answerInWriting(text: string): void;
  choose(option: number): void;
  confirm(yes: boolean): void;
  /** "That is not what I said": the try is given back. */
  dispute(): void;
  hint(): void;
  /** Says the task again; slower when asked. */
  repeat(slower?: boolean): void;
  hearModel(slower?: boolean): void;
  skip(): void;
  tryAgain(): void;
  continue(): void;
  setAnswerBy(by: AnswerBy): void;
  setMicrophoneMode(mode: MicrophoneMode): void;
  dismissNotice(): void;
  /** Stops everything and keeps the place. */
  leave(): void;
}
