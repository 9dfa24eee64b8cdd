import * as v from 'valibot';
import type { Lesson } from '../contracts/lesson.ts';
import { lessonIndexEntry } from '../lessons/lesson-index.ts';
import { readLesson } from '../lessons/read-lesson.ts';
import type { LearnerHistory } from '../progress/learner-history.ts';
import type { GivenLesson, LessonSummary } from '../ui/learn/lessons.ts';
import type { HistoryEntry } from '../ui/progress/progress.ts';

/** The part of a kept result that the list of finished lessons shows. */
const sums = v.object({
  asked: v.number(),
  right: v.number(),
  aloud: v.optional(v.boolean(), true),
});

/** Everything that can be found again: what was given, what was finished, what comes next. */
export class FoundAgain {
  readonly #history: LearnerHistory;
  readonly #samples: () => Promise<readonly LessonSummary[]>;

  constructor(history: LearnerHistory, samples: () => Promise<readonly LessonSummary[]>) {
    this.#history = history;
    this.#samples = samples;
  }

  /** Lessons from links and files, the last one first. */
  async given(): Promise<readonly GivenLesson[]> {
    const [lessons, results, samples] = await Promise.all([
      this.#history.lessons(),
      this.#history.results(),
      this.#samples().catch(() => []),
    ]);
    // Before lessons were known by what they hold, it was not kept where they came from.
    const alike = (one: object) => JSON.stringify({ ...one, file: '' });
    const ours = new Set(samples.map(alike));
    const done = new Set(results.map(({ lessonKey }) => lessonKey));
    return lessons.flatMap(({ key, lesson: kept, from }) => {
      if (from !== 'outside') return [];
      let lesson: Lesson;
      try {
        lesson = readLesson(kept);
      } catch {
        // An older version took it; this one refuses it.
        return [];
      }
      if (ours.has(alike(lessonIndexEntry(lesson, '')))) return [];
      const author = lesson.author ? { author: lesson.author } : {};
      return [{ ...lessonIndexEntry(lesson, ''), ...author, key, finished: done.has(key) }];
    });
  }

  /** Ids of finished samples: by what they hold, and by id and title where they were edited since. */
  async finishedSamples(): Promise<ReadonlySet<string>> {
    const [lessons, results, samples] = await Promise.all([
      this.#history.lessons(),
      this.#history.results(),
      this.#samples(),
    ]);
    const ours = new Map(
      lessons.flatMap(({ key, lesson, from }) =>
        from === 'shelf' ? [[key, (lesson as Lesson).id] as const] : [],
      ),
    );
    const titles = new Map(samples.map(({ id, title }) => [id, title]));
    return new Set(
      results.flatMap(({ lessonKey = '', lessonId, title }) => {
        const id = ours.get(lessonKey);
        if (id !== undefined) return [id];
        return titles.get(lessonId) === title ? [lessonId] : [];
      }),
    );
  }

  async next(): Promise<LessonSummary | null> {
    const [samples, finished] = await Promise.all([this.#samples(), this.finishedSamples()]);
    return samples.find(({ id }) => !finished.has(id)) ?? null;
  }

  /** Finished lessons, the last one first. */
  async entries(): Promise<readonly HistoryEntry[]> {
    const [lessons, results, samples] = await Promise.all([
      this.#history.lessons(),
      this.#history.results(),
      // Without a network the list may be missing; what was opened is still here.
      this.#samples().catch(() => []),
    ]);
    const keys = new Set(lessons.map(({ key }) => key));
    const titles = new Map(samples.map(({ id, title }) => [id, title]));
    return results.flatMap((kept) => {
      const result = v.safeParse(sums, kept.result);
      if (!result.success) return [];
      const { lessonId, lessonKey = '', title, language, finishedAt, tookMs } = kept;
      const sample = titles.get(lessonId) === title ? lessonId : null;
      const again = keys.has(lessonKey) ? lessonKey : sample;
      const id = String(kept.id ?? finishedAt);
      return [{ id, title, language, finishedAt, durationMs: tookMs, again, ...result.output }];
    });
  }
}
