import type { KeptLesson, KeptResult, KeptRun } from '../storage/tables.ts';
import type { ParleyDatabase } from '../storage/migration.ts';

/** What the exported file says it is, so that a later version can read it back. */
const EXPORT_FORMAT = 'parley-history-1';

/**
 * What was opened, begun and finished on this device. It never leaves it by itself. Without a
 * database (`null`) everything lasts as long as the page.
 */
export class LearnerHistory {
  readonly #database: ParleyDatabase | null;
  readonly #now: () => number;
  readonly #runs = new Map<string, KeptRun>();
  readonly #lessons = new Map<string, KeptLesson>();
  #results: KeptResult[] = [];

  /** `now` gives Unix time in ms. */
  constructor(database: ParleyDatabase | null, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  async keepLesson(id: string, lesson: unknown): Promise<void> {
    const kept = { id, lesson, openedAt: this.#now() };
    if (this.#database) await this.#database.put('lessons', kept);
    else this.#lessons.set(id, kept);
  }

  async lesson(id: string): Promise<KeptLesson | undefined> {
    return this.#database ? this.#database.get('lessons', id) : this.#lessons.get(id);
  }

  async keepRun(lessonId: string, run: unknown, startedAt: number): Promise<void> {
    const kept = { lessonId, run, startedAt, savedAt: this.#now() };
    if (this.#database) await this.#database.put('runs', kept);
    else this.#runs.set(lessonId, kept);
  }

  async run(lessonId: string): Promise<KeptRun | undefined> {
    return this.#database ? this.#database.get('runs', lessonId) : this.#runs.get(lessonId);
  }

  /** Newest first. */
  async runs(): Promise<readonly KeptRun[]> {
    const all = this.#database
      ? await this.#database.getAllFromIndex('runs', 'savedAt')
      : [...this.#runs.values()].sort((a, b) => a.savedAt - b.savedAt);
    return all.reverse();
  }

  async forgetRun(lessonId: string): Promise<void> {
    await this.#database?.delete('runs', lessonId);
    this.#runs.delete(lessonId);
  }

  /** Keeps a finished lesson and forgets its run, both or neither. */
  async finish(result: Omit<KeptResult, 'id' | 'finishedAt'>): Promise<void> {
    const kept = { ...result, finishedAt: this.#now() };
    if (!this.#database) {
      this.#results.push(kept);
      this.#runs.delete(result.lessonId);
      return;
    }
    const change = this.#database.transaction(['results', 'runs'], 'readwrite');
    await Promise.all([
      change.objectStore('results').add(kept),
      change.objectStore('runs').delete(result.lessonId),
      change.done,
    ]);
  }

  /** Newest first. */
  async results(): Promise<readonly KeptResult[]> {
    const all = this.#database
      ? await this.#database.getAllFromIndex('results', 'finishedAt')
      : [...this.#results];
    return all.reverse();
  }

  /** Deletes results, runs and opened lessons of this device, all in one step. */
  async deleteAll(): Promise<void> {
    this.#results = [];
    this.#runs.clear();
    this.#lessons.clear();
    if (!this.#database) return;
    const change = this.#database.transaction(['results', 'runs', 'lessons'], 'readwrite');
    await Promise.all([
      change.objectStore('results').clear(),
      change.objectStore('runs').clear(),
      change.objectStore('lessons').clear(),
      change.done,
    ]);
  }

  /** Everything that is kept about the learner, as one JSON file. */
  async exportAll(): Promise<Blob> {
    const data = {
      format: EXPORT_FORMAT,
      exportedAt: new Date(this.#now()).toISOString(),
      results: await this.results(),
      runs: await this.runs(),
    };
    return new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' });
  }
}
