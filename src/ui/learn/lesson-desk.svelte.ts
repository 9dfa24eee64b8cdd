import type { Lesson } from '../../contracts/lesson.ts';
import type { Router } from '../router.svelte.ts';
import type { Playing, PlayOptions, SavedRun, Services } from '../services.ts';

/** The lesson in hand: what was opened, what is being played, what went wrong on the way. */
export class LessonDesk {
  #lesson = $state.raw<Lesson | null>(null);
  #playing = $state.raw<Playing | null>(null);
  #problem = $state.raw<unknown>(null);
  #beginning = $state(false);
  readonly #services: Services;
  readonly #router: Router;

  readonly #fetchPlayer: () => Promise<unknown>;

  /** `fetchPlayer` brings the player screen; called as often as one likes, it fetches it once. */
  constructor(services: Services, router: Router, fetchPlayer: () => Promise<unknown>) {
    this.#services = services;
    this.#router = router;
    this.#fetchPlayer = fetchPlayer;
  }

  get playing(): Playing | null {
    return this.#playing;
  }

  /** Why the last lesson did not open; null when it did. */
  get problem(): unknown {
    return this.#problem;
  }

  /** A lesson is being made ready; a second press would begin it twice. */
  get beginning(): boolean {
    return this.#beginning;
  }

  dismissProblem(): void {
    this.#problem = null;
  }

  /** The lesson with this id: the one in hand, a sample, or one left before its end. */
  async find(id: string): Promise<Lesson> {
    if (this.#lesson?.id === id) return this.#lesson;
    const samples = await this.#services.samples();
    if (!samples.some((sample) => sample.id === id)) {
      const runs = await this.#services.savedRuns();
      const left = runs.find((run) => run.lesson.id === id);
      if (left) return left.lesson;
    }
    return this.#services.openSample(id);
  }

  /** Fetches the player while the learner reads, so that the first press is answered at once. */
  prepare(): void {
    // What cannot be fetched now is asked for again, and explained, when a lesson begins.
    this.#fetchPlayer().catch(() => {});
  }

  /** Opens a file that was picked or dropped, and shows its preview. */
  async openFile(file: File): Promise<void> {
    this.#problem = null;
    try {
      const lesson = await this.#services.openFile(file);
      this.#lesson = lesson;
      this.#router.go({ name: 'lesson', id: lesson.id });
    } catch (error) {
      this.#problem = error;
    }
  }

  /** Begins a lesson; call it in the gesture, so that sound may start. */
  begin(lesson: Lesson, options: PlayOptions): Promise<void> {
    return this.#begin(Promise.resolve(lesson), options);
  }

  /** The newcomer's button: straight into the first lesson. */
  beginFirst(): Promise<void> {
    const opening = this.#services.samples().then(([first]) => {
      if (!first) throw new Error('no lesson comes with this app');
      return this.#services.openSample(first.id);
    });
    return this.#begin(opening, { answerBy: this.#services.settings.answerBy });
  }

  goOn(run: SavedRun): Promise<void> {
    return this.begin(run.lesson, { answerBy: this.#services.settings.answerBy, resume: true });
  }

  async #begin(opening: Promise<Lesson>, options: PlayOptions): Promise<void> {
    this.#services.wakeSound();
    this.#problem = null;
    this.#beginning = true;
    try {
      const [lesson] = await Promise.all([opening, this.#fetchPlayer()]);
      const playing = await this.#services.play(lesson, options);
      this.#lesson = lesson;
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

  /** Stops what is being played; the place is kept. */
  leave(): void {
    this.#playing?.leave();
    this.#playing = null;
  }
}
