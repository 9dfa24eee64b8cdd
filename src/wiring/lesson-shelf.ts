import { ParleyError } from '../base/parley-error.ts';
import type { Lesson } from '../contracts/lesson.ts';
import { decodeLesson, lessonPayload } from '../lessons/link-codec.ts';
import { readLessonFile } from '../lessons/lesson-file.ts';
import { readLessonIndex } from '../lessons/lesson-index.ts';
import { readLesson } from '../lessons/read-lesson.ts';
import type { LearnerHistory } from '../progress/learner-history.ts';
import type { LessonSummary } from '../ui/services.ts';

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
    this.#samples ??= this.#json('/lessons/index.json').then(readLessonIndex);
    // A failure is not remembered: the network may be back.
    this.#samples.catch(() => (this.#samples = null));
    return this.#samples;
  }

  /** A sample, or a lesson that was opened here before. */
  async open(id: string): Promise<Lesson> {
    const samples = await this.samples();
    if (samples.some((sample) => sample.id === id)) {
      return this.#keep(readLesson(await this.#json(`/lessons/${id}.json`)));
    }
    const kept = await this.#history.lesson(id);
    if (kept) return readLesson(kept.lesson);
    throw new ParleyError(
      'lesson-unknown',
      'This device does not know the lesson.',
      'Open its link or its file again.',
    );
  }

  /** The payload after `#/learn/`, or a whole address as it was pasted. */
  async openLink(link: string): Promise<Lesson> {
    const hash = link.indexOf('#');
    const payload = hash < 0 ? link.trim() : (lessonPayload(link.slice(hash).trim()) ?? '');
    return this.#keep(await decodeLesson(payload));
  }

  async openFile(file: File): Promise<Lesson> {
    return this.#keep(await readLessonFile(file));
  }

  async #keep(lesson: Lesson): Promise<Lesson> {
    await this.#history.keepLesson(lesson.id, lesson);
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
