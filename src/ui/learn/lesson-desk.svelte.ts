import type { Lesson } from '../../contracts/lesson.ts';
import type { Router } from '../router.svelte.ts';
import type { Playing, PlayOptions, SavedRun, Services } from '../services.ts';

/** The lesson in hand: what was opened, what is being played, what went wrong on the way. */
export class LessonDesk {
  #lesson = $state.raw<Lesson | null>(null);
  #playing = $state.raw<Playing | null>(null);
  #problem = $state.raw<unknown>(null);
  readonly #services: Services;
  readonly #router: Router;

  constructor(services: Services, router: Router) {
    this.#services = services;
    this.#router = router;
  }

  get playing(): Playing | null {
    return this.#playing;
  }

  /** Why the last lesson did not open; null when it did. */
  get problem(): unknown {
    return this.#problem;
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

  /** Begins a lesson; inside a gesture, so that sound may start. */
  begin(lesson: Lesson, options: PlayOptions): void {
    this.#lesson = lesson;
    this.#playing?.leave();
    this.#playing = this.#services.play(lesson, options);
    this.#playing.start();
    this.#router.go({ name: 'play' });
  }

  /** The newcomer's button: straight into the first lesson, by voice if this device can hear. */
  async beginFirst(): Promise<void> {
    this.#problem = null;
    this.#services.wakeSound();
    try {
      const [first] = await this.#services.samples();
      if (first) this.begin(await this.#services.openSample(first.id), { answerBy: this.answerBy });
    } catch (error) {
      this.#problem = error;
    }
  }

  goOn(run: SavedRun): void {
    this.begin(run.lesson, { answerBy: this.answerBy, resume: true });
  }

  /** By voice only where this device can hear and the learner did not choose otherwise. */
  get answerBy(): PlayOptions['answerBy'] {
    const { listening, settings } = this.#services;
    return listening.state === 'ready' ? settings.answerBy : 'keyboard';
  }

  /** Stops what is being played; the place is kept. */
  leave(): void {
    this.#playing?.leave();
    this.#playing = null;
  }
}
