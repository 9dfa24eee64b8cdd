import type { ParleyError } from '../base/parley-error.ts';
import type { LoadProgress, Voice } from '../contracts/engine.ts';
import type { ModelStore } from '../model-store/model-store.ts';
import type { Advise } from './models/model-groups.ts';
import type { Lesson, Patience, Policy } from '../contracts/lesson.ts';
import type { LessonResult } from '../lessons/summarize.ts';
import type { PanelView } from '../patch-panel/panel-view.ts';
import type { AnswerBy, MicrophoneMode, PlayerView } from '../voice/player-view.ts';

/** Interface languages with a catalog in src/messages. */
export type Locale = 'en' | 'es';
export type Theme = 'system' | 'light' | 'dark';

/** The learner's choices. Reactive: screens read and assign the fields, the owner keeps them. */
export interface LearnerSettings {
  theme: Theme;
  locale: Locale;
  /** The voice line stands still and only its height follows the sound. */
  stillLine: boolean;
  captions: boolean;
  /** Pace of the tutor's voice, 0.6..1.5, where 1 is the voice's own. */
  rate: number;
  patience: Patience;
  answerBy: AnswerBy;
  microphoneMode: MicrophoneMode;
  /** Single letters and numbers are keys in a lesson; off for people who dictate to the computer. */
  letterKeys: boolean;
  /** Where a free conversation may be answered. */
  talkPolicy: Policy;
  /** Voice id by primary language subtag; the best voice where there is none. */
  voice: Record<string, string>;
}

/** A lesson in a list: what is known without opening it. */
export interface LessonSummary {
  readonly id: string;
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  readonly level?: string;
  readonly topic?: Lesson['topic'];
  readonly minutes?: number;
  readonly steps: number;
  readonly summary?: string;
}

/** A lesson that was left before its end. */
export interface SavedRun {
  readonly lesson: Lesson;
  /** From 0. */
  readonly stepIndex: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

/** One finished lesson in the history of this device. */
export interface HistoryEntry {
  readonly id: string;
  readonly lessonId: string;
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  /** Milliseconds since 1970. */
  readonly finishedAt: number;
  readonly durationMs: number;
  readonly asked: number;
  readonly right: number;
}

export interface PlayOptions {
  readonly answerBy: AnswerBy;
  /** Go on where the saved run stopped, if there is one; begin anew when absent or false. */
  readonly resume?: boolean;
  /** Ids of the steps to play, for "say these again"; all of them when absent. */
  readonly only?: readonly string[];
}

/** A lesson being played, with its sum at the end. */
export interface Playing extends PlayerView {
  /** Null until `phase` is `done`. */
  readonly result: LessonResult | null;
  /** Time in the lesson so far, pauses left out. */
  readonly elapsedMs: number;
}

/** Speech recognition on this device. Reactive. */
export interface Listening {
  readonly state: 'looking' | 'ready' | 'absent' | 'getting' | 'failed';
  /** What would be fetched; null when nothing can be offered (offline, no model served). */
  readonly offer:
    | {
        readonly kind: 'model';
        readonly name: string;
        readonly sizeBytes?: number;
        readonly licence: string;
      }
    /** The browser listens by itself, on this device, once it has fetched its language. */
    | { readonly kind: 'browser' }
    | null;
  /** While `getting`. */
  readonly progress: LoadProgress | null;
  /** While `failed`. */
  readonly error: ParleyError | null;
  get(): void;
  cancel(): void;
}

/** A new version of the app. Reactive. */
export interface AppUpdate {
  readonly ready: boolean;
  /** Reloads into the new version. */
  apply(): void;
  dismiss(): void;
}

/** What this device keeps for the app. Bytes are the browser's estimate. */
export interface StorageUse {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  readonly persisted: boolean;
}

/** The store of models, and which of them are worth having here. */
export interface ModelsOnDevice {
  readonly store: ModelStore;
  readonly advise: Advise;
  /** The same once this device was looked at: with speeds, and what is best here. */
  adviseByDevice(signal: AbortSignal): Promise<Advise>;
  /** True where the page may reach the public hub. */
  readonly mayAskHub: boolean;
}

/** From the learner's last sound to the tutor's first, in ms. Holds no word of what was said. */
export interface TurnTimes {
  readonly turns: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Every stage of every turn, as JSON. */
  readonly file: Blob;
}

/**
 * Everything the screens ask of the app. Promises reject with a ParleyError that is shown as it
 * stands.
 */
export interface Services {
  readonly settings: LearnerSettings;
  readonly listening: Listening;
  readonly update: AppUpdate;
  /** In the order in which a newcomer should meet them; the first is the first lesson. */
  samples(): Promise<readonly LessonSummary[]>;
  openSample(id: string): Promise<Lesson>;
  /** The payload after `#/learn/`, or a whole lesson address as it was pasted. */
  openLink(link: string): Promise<Lesson>;
  openFile(file: File): Promise<Lesson>;
  /** Call it inside the gesture when sound follows after something was awaited. */
  wakeSound(): void;
  /**
   * Fetches what the lesson needs and prepares it; the screen calls `start()`. Answers by voice
   * fall back to the keyboard where this device cannot hear.
   */
  play(lesson: Lesson, options: PlayOptions): Promise<Playing>;
  /** Newest first. */
  savedRuns(): Promise<readonly SavedRun[]>;
  forgetRun(lessonId: string): Promise<void>;
  /** Newest first. */
  history(): Promise<readonly HistoryEntry[]>;
  /** Deletes results and saved runs of this device. */
  deleteHistory(): Promise<void>;
  exportHistory(): Promise<Blob>;
  /** Voices that speak this language (BCP 47), best first. */
  voices(language: string): Promise<readonly Voice[]>;
  /** Says one sentence in the chosen voice and pace; settles when it was said. */
  hearVoice(language: string): Promise<void>;
  storage(): Promise<StorageUse>;
  /** Models on this device; null where this browser keeps nothing. */
  models(): Promise<ModelsOnDevice | null>;
  /** Looks for what understands this language (BCP 47): it will be spoken soon. */
  listenFor(language: string): void;
  /** Who would answer in a free conversation; null while nothing here can. */
  talkModel(language: string, policy: Policy): Promise<string | null>;
  /** Lines of a conversation in this language that was left open here; 0 when there is none. */
  talkLines(lessonId: string): Promise<number>;
  /** Who does which job, and why; probing begins when it is first asked for. */
  panel(): Promise<PanelView>;
  /** How fast the tutor answered since this page was opened; null before the first spoken turn. */
  turnTimes(): Promise<TurnTimes | null>;
}
