import type { Settings } from '../contracts/settings.ts';
import type { AnswerCheck } from '../contracts/answer-check.ts';
import type { Lesson, Step } from '../contracts/lesson.ts';
import type { Place, Sentence } from '../contracts/route.ts';
import type { AnsweredBy, SaidLine } from '../lessons/lesson-run.ts';
import type { Timeline } from '../voice/flight-recorder.ts';
import type { MicrophoneMode, VoiceState } from '../voice/voice-state.ts';
import type { ParleyError } from '../base/parley-error.ts';

/** How the learner answers now. `keyboard` also covers taps on choices. */
export type AnswerBy = Settings['answerBy'];

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
  /** A language model too small to learn from. */
  readonly makesMistakes: boolean;
}

/** Everything a player screen shows and everything it can ask for. Fields are reactive ($state). */
export interface PlayerView {
  readonly lesson: Lesson;
  readonly step: Step;
  readonly stepIndex: number;
  readonly phase: StepPhase;
  readonly voice: VoiceState;
  readonly answerBy: AnswerBy;
  /**
   * Ears that were missing when the lesson began. `awaited`: the keyboard answers until they come ·
   * `came`: from the next task on answers are spoken · `open`: they are, and none was yet.
   */
  readonly ears: 'awaited' | 'came' | 'open' | null;
  /** Somebody can understand speech at this moment, here or elsewhere. */
  readonly canListen: boolean;
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
  /** How that answer was given; null while there is none. */
  readonly heardBy: AnsweredBy | null;
  readonly check: AnswerCheck | null;
  /** What the tutor says about the answer, already in the learner's language. */
  readonly feedback: readonly string[];
  /** Hints given so far in this step. */
  readonly hints: readonly string[];
  readonly hintsLeft: number;
  readonly triesLeft: number;
  /** How often the present question was asked again because the answer could not be made out. */
  readonly timesAsked: number;
  /** The word of a sentence to repeat that was hardest to make out; null where none is known. */
  readonly weakest: string | null;
  /** The name of ears that hear better and take longer; null where there are none. */
  readonly slowerEars: string | null;
  /** The model answer, once it may be shown. */
  readonly model: string | null;
  /** Something a person must know now (microphone denied, only silence …). */
  readonly notice: ParleyError | null;
  /** Where the learner is would be found again after a reload. */
  readonly placeKept: boolean;
  /** False while another tab of this browser is in the same lesson, which keeps the place. */
  readonly alone: boolean;
  /** The browser asks whether the microphone may be used, and nobody has answered yet. */
  readonly asksMicrophone: boolean;
  /** True once the learner can go on: the verdict is final or nothing was asked. */
  readonly canContinue: boolean;
  /** Loudness for the voice line, 0..1: the learner's while listening, the tutor's while speaking. */
  level(): number;

  /** Begins or resumes the lesson; call it from a gesture, so that sound may start. */
  start(): void;
  pause(): void;
  resume(): void;
  /** The microphone button went down or up; means tap, hold or interrupt according to mode and state. */
  microphoneDown(): void;
  microphoneUp(): void;
  answerInWriting(text: string): void;
  choose(option: number): void;
  confirm(yes: boolean): void;
  /** "That is not what I said": the try is given back. */
  dispute(): void;
  /** The slower ears listen for the rest of the lesson. */
  listenCarefully(): void;
  hint(): void;
  /** Says the task again; slower when asked. */
  repeat(slower?: boolean): void;
  hearModel(slower?: boolean): void;
  skip(): void;
  tryAgain(): void;
  continue(): void;
  /** From here on answers are spoken, where ears have `came`. */
  takeEars(): void;
  setAnswerBy(by: AnswerBy): void;
  setMicrophoneMode(mode: MicrophoneMode): void;
  dismissNotice(): void;
  /** Stops everything and keeps the place. */
  leave(): void;
}
