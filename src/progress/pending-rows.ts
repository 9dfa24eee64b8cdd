import type { Policy } from '../contracts/lesson.ts';
import type { LiveDatabase } from '../storage/live-database.ts';
import type { ParleyDatabase } from '../storage/migration.ts';
import type { KeptLesson, KeptResult, KeptRun, KeptTalk } from '../storage/tables.ts';

/** The tables of a learner's history. */
export interface HistoryRows {
  readonly keptLessons: KeptLesson;
  readonly places: KeptRun;
  readonly talks: KeptTalk;
  readonly results: KeptResult;
}
export type HistoryTable = keyof HistoryRows;
const HISTORY_TABLES = ['keptLessons', 'places', 'talks', 'results'] as const;

/** A row that is to be kept, or (`row: null`) forgotten. */
type Change = {
  [T in HistoryTable]: {
    readonly table: T;
    readonly key: string;
    readonly row: HistoryRows[T] | null;
    /** It came from elsewhere: what is kept here and as new stays. */
    readonly yields: boolean;
  };
}[HistoryTable];

/** Names a row within its table, also one that has no number yet. */
export const rowKey: { readonly [T in HistoryTable]: (row: HistoryRows[T]) => string } = {
  keptLessons: ({ key }) => key,
  places: ({ lessonKey }) => lessonKey,
  talks: ({ language, policy }) => `${language} ${policy}`,
  results: ({ finishedAt, lessonKey = '', lessonId }) => `${finishedAt} ${lessonKey || lessonId}`,
};

const yieldsTo = (
  { yields, row }: { readonly yields: boolean; readonly row: { readonly savedAt: number } | null },
  kept: { readonly savedAt: number } | undefined,
) => yields && row !== null && kept !== undefined && kept.savedAt >= row.savedAt;

/** After a failure it is tried again after so long, and twice as long each time. */
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60_000;

/**
 * Rows on their way into the database. They are here until they are durable, so that what cannot be
 * written is neither lost while the page is open nor taken for kept.
 */
export class PendingRows {
  readonly #database: LiveDatabase;
  readonly #changes = new Map<string, Change>();
  /** Lessons of this visit: a place without its lesson could not be found again. */
  readonly #lessons = new Map<string, KeptLesson>();
  readonly #waiting = new Map<string, () => void>();
  #last: Promise<unknown> = Promise.resolve();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retryMs = FIRST_RETRY_MS;

  constructor(database: LiveDatabase) {
    this.#database = database;
  }

  /** `yields`: a place or talk that is kept and as new stays, and so does a lesson. */
  put<T extends HistoryTable>(table: T, row: HistoryRows[T], yields = false): void {
    const key = rowKey[table](row);
    this.#changes.set(`${table} ${key}`, { table, key, row, yields } as Change);
    if (table === 'keptLessons') this.#lessons.set(key, row as KeptLesson);
  }

  forget(table: HistoryTable, key: string): void {
    this.#changes.set(`${table} ${key}`, { table, key, row: null, yields: false });
    if (table === 'keptLessons') this.#lessons.delete(key);
  }

  get waiting(): boolean {
    return this.#changes.size > 0;
  }

  /** Rows of a table that are not written yet. */
  unwritten<T extends HistoryTable>(table: T): HistoryRows[T][] {
    return [...this.#changes.values()].flatMap((change) =>
      change.table === table && change.row ? [change.row as HistoryRows[T]] : [],
    );
  }

  /** Lessons of this visit that places which wait to be written belong to. */
  lessonsInHand(): KeptLesson[] {
    return this.unwritten('places').flatMap(({ lessonKey }) => this.#lessons.get(lessonKey) ?? []);
  }

  /** Deletes every row, kept or on its way, after what is being written. Rejects where it cannot. */
  deleteAll(): Promise<void> {
    this.#changes.clear();
    this.#lessons.clear();
    const deleted = this.#last.then(() =>
      this.#database.use(async (database) => {
        const change = database.transaction(HISTORY_TABLES, 'readwrite');
        await Promise.all([
          ...HISTORY_TABLES.map((name) => change.objectStore(name).clear()),
          change.done,
        ]);
      }),
    );
    this.#last = deleted.catch(() => {});
    return deleted;
  }

  /** Calls `told` once when a row that waits has been written. */
  whenKept(table: HistoryTable, key: string, told: () => void): void {
    this.#waiting.set(`${table} ${key}`, told);
  }

  /** All rows of a table, with what is on its way; the latter alone where the others cannot be read. */
  rows<T extends HistoryTable>(table: T): Promise<HistoryRows[T][]> {
    return this.everyRow(table).catch(() => this.#withPending(table, []));
  }

  /** All rows of a table, with what is on its way. Rejects where those that are kept cannot be read. */
  async everyRow<T extends HistoryTable>(table: T): Promise<HistoryRows[T][]> {
    const kept = await this.#database.use(
      (database) => database.getAll(table) as Promise<HistoryRows[T][]>,
    );
    return this.#withPending(table, kept);
  }

  #withPending<T extends HistoryTable>(
    table: T,
    kept: readonly HistoryRows[T][],
  ): HistoryRows[T][] {
    const rows = new Map(kept.map((row) => [rowKey[table](row), row]));
    if (table === 'keptLessons' && kept.length === 0) {
      for (const [key, lesson] of this.#lessons) rows.set(key, lesson as HistoryRows[T]);
    }
    for (const change of this.#changes.values()) {
      if (change.table !== table) continue;
      if (change.row) rows.set(change.key, change.row as HistoryRows[T]);
      else rows.delete(change.key);
    }
    return [...rows.values()];
  }

  async row<T extends HistoryTable>(table: T, key: string): Promise<HistoryRows[T] | undefined> {
    const change = this.#changes.get(`${table} ${key}`);
    if (change) return (change.row as HistoryRows[T] | null) ?? undefined;
    if (table === 'results')
      return (await this.rows(table)).find((row) => rowKey[table](row) === key);
    const [language = '', policy] = key.split(' ');
    const at = table === 'talks' ? ([language, policy as Policy] as const) : key;
    const kept = await this.#database
      .use((database) => database.get(table, at as never) as Promise<HistoryRows[T] | undefined>)
      .catch(() => undefined);
    if (kept || table !== 'keptLessons') return kept;
    // The storage may have been emptied under the app.
    return this.#lessons.get(key) as HistoryRows[T] | undefined;
  }

  /** Writes what is pending. True once it is durable; false where it waits for a better moment. */
  flush(): Promise<boolean> {
    const next = this.#last.then(() => this.#flush());
    this.#last = next;
    return next;
  }

  async #flush(): Promise<boolean> {
    const changes = [...this.#changes];
    if (changes.length === 0) return true;
    clearTimeout(this.#retry);
    try {
      await this.#database.use((database) =>
        this.#write(
          database,
          changes.map(([, change]) => change),
        ),
      );
    } catch {
      this.#retry = setTimeout(() => void this.flush(), this.#retryMs);
      this.#retryMs = Math.min(2 * this.#retryMs, LAST_RETRY_MS);
      return false;
    }
    this.#retryMs = FIRST_RETRY_MS;
    for (const [id, change] of changes) {
      if (this.#changes.get(id) === change) this.#changes.delete(id);
      this.#waiting.get(id)?.();
      this.#waiting.delete(id);
    }
    return true;
  }

  /** All in one transaction, which may be done twice. */
  async #write(database: ParleyDatabase, changes: readonly Change[]): Promise<void> {
    const writing = database.transaction(HISTORY_TABLES, 'readwrite', { durability: 'strict' });
    const work = async () => {
      for (const change of changes) {
        if (change.table === 'keptLessons') {
          const store = writing.objectStore('keptLessons');
          if (change.yields && (await store.getKey(change.key))) continue;
          await (change.row ? store.put(change.row) : store.delete(change.key));
        } else if (change.table === 'places') {
          const store = writing.objectStore('places');
          if (yieldsTo(change, await store.get(change.key))) continue;
          await (change.row ? store.put(change.row) : store.delete(change.key));
          if (!change.row) continue;
          // The storage may have been emptied under the app.
          const lesson = this.#lessons.get(change.key);
          const lessons = writing.objectStore('keptLessons');
          if (lesson && !(await lessons.getKey(change.key))) await lessons.put(lesson);
        } else if (change.table === 'talks') {
          const store = writing.objectStore('talks');
          const [language = '', policy] = change.key.split(' ');
          const at = [language, policy as Policy] as const;
          if (yieldsTo(change, await store.get([...at]))) continue;
          await (change.row ? store.put(change.row) : store.delete([...at]));
        } else if (change.row) {
          const store = writing.objectStore('results');
          const same = await store.index('finishedAt').getAll(change.row.finishedAt);
          const known = same.some((row) => rowKey.results(row) === change.key);
          if (!known) await store.add(change.row);
        }
      }
    };
    await Promise.all([work(), writing.done]);
  }
}
