import { appPath } from '../base/app-base.ts';
import { ParleyError } from '../base/parley-error.ts';
import type { Lesson } from '../contracts/lesson.ts';
import { readLessonFile } from '../lessons/lesson-file.ts';
import { readLessonIndex } from '../lessons/lesson-index.ts';
import { readLink } from '../lessons/read-link.ts';
import { isContentKey } from '../base/content-key.ts';
import { lessonKey } from '../lessons/lesson-key.ts';
import { readLesson } from '../lessons/read-lesson.ts';
import type { LearnerHistory } from '../progress/learner-history.ts';
import type { LessonSummary } from '../ui/learn/lessons.ts';

/** Where lessons come from: the shelf of samples, a link, a file. All are kept once opened. */
export class LessonShelf {
  readonly #fetch: typeof fetch;
  readonly #history: LearnerHistory;
  #samples: Promise<readonly LessonSummary[]> | null = null;

  constructor(fetchFile: typeof fetch, history: LearnerHistory) {
    this.#fetch = fetchFile;
    this.#history = history;
  }

  samples(): Promise<readonly LessonSummary[]> {
    this.#samples ??= this.#json(appPath('/lessons/index.json')).then(readLessonIndex);
    // A failure is not remembered: the network may be back.
    this.#samples.catch(() => (this.#samples = null));
    return this.#samples;
  }

  /**
   * A sample by its id, or a lesson that was opened here before by its content key. An old address
   * names it by its id; that is followed while only one lesson here has it.
   */
  async open(name: string): Promise<Lesson> {
    if (isContentKey(name)) {
      const kept = await this.#history.lesson(name);
      if (kept) return readLesson(kept.lesson);
    } else if ((await this.samples()).some(({ id }) => id === name)) {
      return this.#keep(readLesson(await this.#json(appPath(`/lessons/${name}.json`))), 'shelf');
    } else {
      const lessons = (await this.#history.lessons()).map(({ lesson }) => lesson as Lesson | null);
      const [only, ...others] = lessons.filter((lesson) => lesson?.id === name);
      if (only && others.length === 0) return readLesson(only);
    }
    throw new ParleyError(
      'lesson-unknown',
      'This device does not know the lesson.',
      'Open its link or its file again.',
    );
  }

  /** The payload after `#/learn/`, or a text with an address in it as it was pasted. */
  async openLink(link: string): Promise<Lesson> {
    return this.#keep(await readLink(link), 'outside');
  }

  async openFile(file: File): Promise<Lesson> {
    return this.#keep(await readLessonFile(file), 'outside');
  }

  async #keep(lesson: Lesson, from: 'shelf' | 'outside'): Promise<Lesson> {
    await this.#history.keepLesson(lessonKey(lesson), lesson, from);
    return lesson;
  }

  async #json(address: string): Promise<unknown> {
    try {
      const response = await this.#fetch(address);
      if (!response.ok) throw new Error(`${response.status}`);
      return (await response.json()) as unknown;
    } catch (cause) {
      throw new ParleyError(
        'lesson-unreachable',
        'The lesson could not be fetched.',
        'Check the connection and try again; lessons opened before work without one.',
        { cause },
      );
    }
  }
}
