import type { Lesson, Policy } from '../contracts/lesson.ts';
import type { LiveDatabase } from '../storage/live-database.ts';
import type { KeptLesson, KeptResult, KeptRun, KeptTalk } from '../storage/tables.ts';
import { PendingRows, rowKey } from './pending-rows.ts';

/** What the exported file says it is, so that a later version can read it back. */
const EXPORT_FORMAT = 'parley-history-1';

const bySavedAt = (a: { savedAt: number }, b: { savedAt: number }) => b.savedAt - a.savedAt;

/**
 * What was opened, begun and finished on this device. It never leaves it by itself. Lessons and
 * places are known by a lesson's content (`lessons/lesson-key`), talks by language and policy.
 * Where the database fails, everything lasts as long as the page, and is written as soon as that is
 * possible again: reading never fails, and what keeps something gives true once it is durable and
 * false while it is not.
 */
export class LearnerHistory {
  readonly #now: () => number;
  readonly #rows: PendingRows;

  /** `now` gives Unix time in ms. */
  constructor(database: LiveDatabase, now: () => number) {
    this.#now = now;
    this.#rows = new PendingRows(database);
  }

  /**
   * Keeps an opened lesson. One that came with the app takes over the place in an older one of the
   * same id, where that came with the app too; nobody else's lesson ever does.
   */
  async keepLesson(key: string, lesson: Lesson, from: KeptLesson['from']): Promise<boolean> {
    const before = await this.lesson(key);
    // Whoever else sends it, it stays the app's own.
    const owner = before?.from === 'shelf' ? 'shelf' : from;
    this.#rows.put('keptLessons', { key, lesson, openedAt: this.#now(), from: owner });
    if (from === 'shelf' && before?.from !== 'shelf') await this.#moveOn(key, lesson.id);
    return this.#rows.flush();
  }

  /** The place in an older lesson of the shelf goes on in its newer one. */
  async #moveOn(key: string, id: string): Promise<void> {
    for (const older of await this.lessons()) {
      const label = (older.lesson as Partial<Lesson> | null)?.id;
      if (older.from !== 'shelf' || older.key === key || label !== id) continue;
      const run = await this.run(older.key);
      if (run && !(await this.run(key))) this.#rows.put('places', { ...run, lessonKey: key });
      this.#rows.forget('places', older.key);
      this.#rows.forget('keptLessons', older.key);
    }
  }

  lesson(key: string): Promise<KeptLesson | undefined> {
    return this.#rows.row('keptLessons', key);
  }

  /** Every lesson that was opened here, the last one first. */
  async lessons(): Promise<readonly KeptLesson[]> {
    return (await this.#rows.rows('keptLessons')).sort((a, b) => b.openedAt - a.openedAt);
  }

  keepRun(lessonKey: string, run: unknown, startedAt: number): Promise<boolean> {
    this.#rows.put('places', { lessonKey, run, startedAt, savedAt: this.#now() });
    return this.#rows.flush();
  }

  run(lessonKey: string): Promise<KeptRun | undefined> {
    return this.#rows.row('places', lessonKey);
  }

  /** Newest first. */
  async runs(): Promise<readonly KeptRun[]> {
    return (await this.#rows.rows('places')).sort(bySavedAt);
  }

  /** `language`: primary subtag. */
  keepTalk(language: string, policy: Policy, run: unknown, startedAt: number): Promise<boolean> {
    this.#rows.put('talks', { language, policy, run, startedAt, savedAt: this.#now() });
    return this.#rows.flush();
  }

  talk(language: string, policy: Policy): Promise<KeptTalk | undefined> {
    return this.#rows.row('talks', `${language} ${policy}`);
  }

  /** Newest first. */
  async talks(): Promise<readonly KeptTalk[]> {
    return (await this.#rows.rows('talks')).sort(bySavedAt);
  }

  /**
   * Keeps a finished lesson and forgets its run, both or neither. `onKept` is told at once whether it
   * is durable, and once more when it becomes so later.
   */
  async finish(
    result: Omit<KeptResult, 'id' | 'finishedAt'> & { readonly lessonKey: string },
    onKept: (kept: boolean) => void = () => {},
  ): Promise<void> {
    const row = { ...result, finishedAt: this.#now() };
    this.#rows.put('results', row);
    this.#rows.forget('places', result.lessonKey);
    const kept = await this.#rows.flush();
    onKept(kept);
    if (!kept) this.#rows.whenKept('results', rowKey.results(row), () => onKept(true));
  }

  /** Something waits to be written, and would be lost with the page. */
  get unkept(): boolean {
    return this.#rows.waiting;
  }

  /** What waits, in the form of `exportAll`. */
  exportUnkept(): string {
    return JSON.stringify({
      format: EXPORT_FORMAT,
      results: this.#rows.unwritten('results'),
      runs: this.#rows.unwritten('places'),
      talks: this.#rows.unwritten('talks'),
      // A place without its lesson could not be found again.
      lessons: [
        ...new Set([...this.#rows.unwritten('keptLessons'), ...this.#rows.lessonsInHand()]),
      ],
    });
  }

  /** Newest first. */
  async results(): Promise<readonly KeptResult[]> {
    return (await this.#rows.rows('results')).sort((a, b) => b.finishedAt - a.finishedAt);
  }

  /**
   * Deletes results, places, talks and opened lessons of this device, all in one step. Rejects where
   * that cannot be done now.
   */
  async deleteAll(): Promise<void> {
    await this.#rows.deleteAll();
  }

  /**
   * Takes rows that were saved elsewhere. Here stays what is as new, also where that cannot be read
   * now; gives whether it is durable.
   */
  async take(saved: {
    readonly results: readonly KeptResult[];
    readonly places: readonly KeptRun[];
    readonly talks: readonly KeptTalk[];
    readonly lessons: readonly KeptLesson[];
  }): Promise<boolean> {
    const [lessons, talks] = await Promise.all([this.lessons(), this.talks()]);
    const readable = await this.#rows.everyRow('places').catch(() => null);
    const places = readable ?? this.#rows.unwritten('places');
    const times = new Map<string, number>([
      ...lessons.map((row) => [`lesson ${row.key}`, row.openedAt] as const),
      ...places.map((row) => [`place ${row.lessonKey}`, row.savedAt] as const),
      ...talks.map((row) => [`talk ${row.language} ${row.policy}`, row.savedAt] as const),
    ]);
    const newer = (name: string, at: number) => at > (times.get(name) ?? -1);
    for (const row of saved.lessons) {
      const known = lessons.find(({ key }) => key === row.key);
      if (!known) this.#rows.put('keptLessons', row, true);
    }
    for (const row of saved.places) {
      if (newer(`place ${row.lessonKey}`, row.savedAt)) this.#rows.put('places', row, true);
    }
    for (const row of saved.talks) {
      const name = `talk ${row.language} ${row.policy}`;
      if (newer(name, row.savedAt)) this.#rows.put('talks', row, true);
    }
    for (const row of saved.results) {
      this.#rows.put('results', row);
      // The place in a lesson goes when it is finished.
      const place = [...places, ...saved.places].filter(
        ({ lessonKey }) => lessonKey === row.lessonKey,
      );
      const older = place.length > 0 && place.every(({ savedAt }) => savedAt <= row.finishedAt);
      if (readable && older && row.lessonKey) this.#rows.forget('places', row.lessonKey);
    }
    return this.#rows.flush();
  }

  /** Everything that is kept about the learner, as one JSON file; `settings` stand in it as given. */
  async exportAll(settings: Readonly<Record<string, unknown>> = {}): Promise<Blob> {
    const data = {
      format: EXPORT_FORMAT,
      exportedAt: new Date(this.#now()).toISOString(),
      results: await this.results(),
      runs: await this.runs(),
      talks: await this.talks(),
      lessons: await this.lessons(),
      settings,
    };
    return new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' });
  }
}
