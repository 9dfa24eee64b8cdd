import type { ParleyError } from '../base/parley-error.ts';
import type { LoadProgress, Voice } from '../contracts/engine.ts';
import type { ModelStore } from '../model-store/model-store.ts';
import type { Advise } from './models/model-groups.ts';
import type { Lesson, Policy } from '../contracts/lesson.ts';
import type { LessonResult } from '../lessons/summarize.ts';
import type { Place } from '../contracts/route.ts';
import type { Settings } from '../contracts/settings.ts';
import type { PanelView } from '../patch-panel/panel-view.ts';
import type { EarsAway } from '../patch-panel/switchboard.ts';
import type { AnswerBy, PlayerView } from '../player/player-view.ts';

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
  /** It was finished on this device; absent where that is not looked up. */
  readonly finished?: boolean;
}

/** A lesson that was left before its end. */
export interface SavedRun {
  /** Of the lesson's content. */
  readonly key: string;
  readonly lesson: Lesson;
  /** From 0. */
  readonly stepIndex: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

/** One finished lesson in the history of this device. */
export interface HistoryEntry {
  readonly id: string;
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  /** Milliseconds since 1970. */
  readonly finishedAt: number;
  readonly durationMs: number;
  readonly asked: number;
  readonly right: number;
  /** No answer was written or tapped, as far as is known. */
  readonly aloud: boolean;
  /** Its name in the address, to do it again; null where the lesson is no longer here. */
  readonly again: string | null;
}

/** A lesson that came from outside and was opened here. */
export interface GivenLesson extends LessonSummary {
  /** Of its content: its name in the address. */
  readonly key: string;
  readonly author?: string;
  readonly finished: boolean;
}

export interface PlayOptions {
  readonly answerBy: AnswerBy;
  /** Go on where the saved run stopped, if there is one; begin anew when absent or false. */
  readonly resume?: boolean;
  /** Ids of the steps to play, for "say these again"; all of them when absent. */
  readonly only?: readonly string[];
  /** Whom the learner lets hear them in a lesson whose policy is narrower. */
  readonly ears?: EarsAway;
}

/** A lesson being played, with its sum at the end. */
export interface Playing extends PlayerView {
  /** Null until `phase` is `done`. */
  readonly result: LessonResult | null;
  /** The result is durable; null while that is not known yet, and in practice. */
  readonly resultKept: boolean | null;
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
        /** Whether one of us has run it as it would run here. */
        readonly tried: boolean;
        /** The press that begins a lesson fetches it: it is small and lies on this very machine. */
        readonly unasked: boolean;
        /** From the end of an answer to its text on this device, ms; null while nobody can say. */
        readonly takesMs: number | null;
        /** Better ears that would take this device too long. */
        readonly passedOver: { readonly name: string; readonly takesMs: number } | null;
        /** A neural voice that comes along. */
        readonly voiceBytes?: number;
      }
    /** The browser listens by itself, on this device, once it has fetched its language. */
    | { readonly kind: 'browser' }
    | null;
  /** While `getting`. */
  readonly progress: LoadProgress | null;
  /** While `failed`. */
  readonly error: ParleyError | null;
  get(): void;
  /** A lesson begins whose answers are spoken: fetches what needs no question of its own. */
  begin(): void;
  cancel(): void;
  /** The page has no secure address, so no browser lends it a microphone: nothing is offered. */
  readonly needsHttps: boolean;
}

/** Installing Parley as an app. Reactive. */
export interface InstallOffer {
  readonly byButton: boolean;
  /** Key under `install` of how the browser's own menu does it. */
  readonly byHand: string | null;
  /** Call it in the press. */
  install(): void;
}

/** A new version of the app. Reactive. */
export interface AppUpdate {
  readonly ready: boolean;
  /** Reloads into the new version. */
  apply(): void;
  dismiss(): void;
}

/** What a saved copy brought back, in numbers of entries. */
export interface BroughtBack {
  readonly results: number;
  readonly lessons: number;
  /** In lessons and talks. */
  readonly places: number;
  /** Entries that cannot be used. */
  readonly leftOut: number;
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
  /** True where the public hub can be had, by this page or through its companion. */
  readonly mayAskHub: boolean;
  /** The page itself may ask the hub. */
  readonly hubInReach: boolean;
}

/** From the learner's last sound to the tutor's first, in ms. Holds no word of what was said. */
export interface TurnTimes {
  readonly turns: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Every stage of every turn, as JSON. */
  readonly file: Blob;
}

/** Who answers in a free conversation. */
export interface TalkModel {
  readonly name: string;
  /** Too small to learn from. */
  readonly makesMistakes: boolean;
  /** Who gets what the learner says; null where that is this device. */
  readonly goesTo: { readonly name: string; readonly place: Place } | null;
}

/**
 * Everything the screens ask of the app. Promises reject with a ParleyError that is shown as it
 * stands.
 */
export interface Services {
  readonly settings: Settings;
  readonly listening: Listening;
  readonly update: AppUpdate;
  readonly install: InstallOffer;
  /** In the order in which a newcomer should meet them; the first is the first lesson. */
  samples(): Promise<readonly LessonSummary[]>;
  /** A sample by its id, or a lesson that was opened here before by its content key. */
  openLesson(name: string): Promise<Lesson>;
  /** Lessons from links and files that were opened here, the last one first. */
  givenLessons(): Promise<readonly GivenLesson[]>;
  /** Ids of the samples that were finished here. */
  finishedSamples(): Promise<ReadonlySet<string>>;
  /** The first sample that was not finished here; null when all were. */
  nextLesson(): Promise<LessonSummary | null>;
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
  /** Newest first. */
  history(): Promise<readonly HistoryEntry[]>;
  /** Deletes results and saved runs of this device. */
  deleteHistory(): Promise<void>;
  exportHistory(): Promise<Blob>;
  /** Brings back what `exportHistory` saved; what is newer wins, nothing here goes away. */
  importHistory(file: File): Promise<BroughtBack>;
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
  talkModel(language: string, policy: Policy): Promise<TalkModel | null>;
  /**
   * Lines of the conversation in this language that was left open here under this policy; 0 when
   * there is none.
   */
  talkLines(language: string, policy: Policy): Promise<number>;
  /** Who does which job, and why; probing begins when it is first asked for. */
  panel(): Promise<PanelView>;
  /** How fast the tutor answered since this page was opened; null before the first spoken turn. */
  turnTimes(): Promise<TurnTimes | null>;
}
