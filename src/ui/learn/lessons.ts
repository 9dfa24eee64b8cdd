import type { Lesson } from '../../contracts/lesson.ts';
import type { LessonResult } from '../../lessons/summarize.ts';
import type { EarsAway } from '../../patch-panel/switchboard.ts';
import type { AnswerBy, PlayerView } from '../../player/player-view.ts';

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

/** A lesson that came from outside and was opened here. */
export interface GivenLesson extends LessonSummary {
  /** Of its content: its name in the address. */
  readonly key: string;
  readonly author?: string;
  readonly finished: boolean;
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

/** Lessons: where they come from, which were begun or finished here, and playing them. */
export interface Lessons {
  /** In the order in which a newcomer should meet them; the first is the first lesson. */
  samples(): Promise<readonly LessonSummary[]>;
  /** A sample by its id, or a lesson that was opened here before by its content key. */
  open(name: string): Promise<Lesson>;
  /** The payload of a link, or a whole lesson address as it was pasted. */
  openLink(link: string): Promise<Lesson>;
  openFile(file: File): Promise<Lesson>;
  /** Lessons from links and files that were opened here, the last one first. */
  given(): Promise<readonly GivenLesson[]>;
  /** Ids of the samples that were finished here. */
  finishedSamples(): Promise<ReadonlySet<string>>;
  /** The first sample that was not finished here; null when all were. */
  next(): Promise<LessonSummary | null>;
  /** Newest first. */
  savedRuns(): Promise<readonly SavedRun[]>;
  /** Call it inside the gesture when sound follows after something was awaited. */
  wakeSound(): void;
  /**
   * Fetches what the lesson needs and prepares it; the screen calls `start()`. Answers by voice
   * fall back to the keyboard where this device cannot hear.
   */
  play(lesson: Lesson, options: PlayOptions): Promise<Playing>;
}
