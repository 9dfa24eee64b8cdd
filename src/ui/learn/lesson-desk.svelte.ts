import { whenIdle } from '../../base/moments.ts';
import type { Lesson } from '../../contracts/lesson.ts';
import type { Job } from '../../contracts/route.ts';
import { lessonKey } from '../../lessons/lesson-key.ts';
import { isTalk } from '../../lessons/talk-lesson.ts';
import type { Origin } from '../../patch-panel/leave-answers.ts';
import type { Router } from '../router.svelte.ts';
import type { Playing, PlayOptions, SavedRun } from './lessons.ts';
import type { Services } from '../services.ts';

/** Whether somebody may get what the learner says; `answer` is called once, with null for neither. */
export interface LeaveQuestion {
  readonly origin: Origin;
  answer(may: boolean | null): void;
}

const WRITTEN_JOBS = ['chat', 'speak', 'embed'] as const satisfies readonly Job[];

type DeskServices = Pick<Services, 'lessons' | 'panel' | 'settings'>;

/** The lesson in hand: what was opened, what is being played, what went wrong on the way. */
export class LessonDesk {
  #lesson = $state.raw<Lesson | null>(null);
  #playing = $state.raw<Playing | null>(null);
  #problem = $state.raw<unknown>(null);
  #beginning = $state(false);
  #practising = $state(false);
  #question = $state.raw<LeaveQuestion | null>(null);
  readonly #services: DeskServices;
  readonly #router: Router;

  readonly #fetchPlayer: () => Promise<unknown>;

  /** `fetchPlayer` brings the player screen; called as often as one likes, it fetches it once. */
  constructor(services: DeskServices, router: Router, fetchPlayer: () => Promise<unknown>) {
    this.#services = services;
    this.#router = router;
    this.#fetchPlayer = fetchPlayer;
  }

  get playing(): Playing | null {
    return this.#playing;
  }

  /** Only some steps are played: practice, which leaves no result behind. */
  get practising(): boolean {
    return this.#practising;
  }

  /** Why the last lesson did not open; null when it did. */
  get problem(): unknown {
    return this.#problem;
  }

  /** A lesson is being made ready; a second press would begin it twice. */
  get beginning(): boolean {
    return this.#beginning;
  }

  /** Somebody would get what the learner says: whether they may is asked before anything begins. */
  get question(): LeaveQuestion | null {
    return this.#question;
  }

  dismissProblem(): void {
    this.#problem = null;
  }

  /** A lesson by its name in the address: the content key of one that was opened, or a sample's id. */
  async find(name: string): Promise<Lesson> {
    if (this.#lesson && lessonKey(this.#lesson) === name) return this.#lesson;
    return this.#services.lessons.open(name);
  }

  /** Fetches the player while the learner reads, so that the first press is answered at once. */
  prepare(): void {
    // What cannot be fetched now is asked for again, and explained, when a lesson begins.
    whenIdle()
      .then(this.#fetchPlayer)
      .catch(() => {});
  }

  /** Opens a file that was picked or dropped, and shows its preview. */
  async openFile(file: File): Promise<void> {
    this.#problem = null;
    try {
      const lesson = await this.#services.lessons.openFile(file);
      this.#lesson = lesson;
      this.#router.go({ name: 'lesson', id: lessonKey(lesson) });
    } catch (error) {
      this.#problem = error;
    }
  }

  /** Begins a lesson; call it in the gesture, so that sound may start. */
  begin(lesson: Lesson, options: PlayOptions): Promise<void> {
    return this.#begin(Promise.resolve(lesson), options);
  }

  /**
   * The lesson in hand once more, from its start, or only some of its steps. What is being played
   * may be such a practice, so it is not the lesson to take.
   */
  async again(options: PlayOptions): Promise<void> {
    if (this.#lesson && !this.#beginning) await this.begin(this.#lesson, options);
  }

  /** The newcomer's button: straight into the first lesson, or a sample by its id. */
  beginFirst(id?: string): Promise<void> {
    const opening = this.#services.lessons.samples().then(([first]) => {
      if (!first) throw new Error('no lesson comes with this app');
      return this.#services.lessons.open(id ?? first.id);
    });
    return this.#begin(opening, { answerBy: this.#services.settings.answerBy });
  }

  goOn(run: SavedRun): Promise<void> {
    return this.begin(run.lesson, { answerBy: this.#services.settings.answerBy, resume: true });
  }

  async #begin(opening: Promise<Lesson>, options: PlayOptions): Promise<void> {
    this.#services.lessons.wakeSound();
    this.#problem = null;
    this.#beginning = true;
    try {
      const [lesson] = await Promise.all([opening, this.#fetchPlayer()]);
      if (!(await this.#ask(lesson, options))) return;
      const playing = await this.#services.lessons.play(lesson, options);
      this.#lesson = lesson;
      this.#practising = options.only !== undefined;
      this.#playing?.leave();
      this.#playing = playing;
      playing.start();
      this.#router.go({ name: 'play' });
    } catch (error) {
      this.#problem = error;
    } finally {
      this.#beginning = false;
    }
  }

  /**
   * An author's permission is not the learner's: they are asked once about everyone who would get
   * their words. In their own talk they chose themselves. False: they do not want to begin now.
   */
  async #ask(lesson: Lesson, { answerBy }: PlayOptions): Promise<boolean> {
    const { policy = 'device-only', language } = lesson;
    if (policy === 'device-only' || isTalk(lesson)) return true;
    const panel = await this.#services.panel();
    const jobs: readonly Job[] =
      answerBy === 'voice' ? ['transcribe', ...WRITTEN_JOBS] : WRITTEN_JOBS;
    for (const origin of await panel.toAsk(policy, language, jobs)) {
      const may = await new Promise<boolean | null>(
        (answer) => (this.#question = { origin, answer }),
      );
      this.#question = null;
      if (may === null) return false;
      panel.answerFor(origin, may);
    }
    return true;
  }

  /** Stops what is being played; the place is kept. Who goes elsewhere has not answered a question. */
  leave(): void {
    this.#question?.answer(null);
    this.#playing?.leave();
    this.#playing = null;
  }
}
