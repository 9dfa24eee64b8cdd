import { linkedAbort } from '../../base/linked-abort.ts';
import type { ModelRecord } from '../../contracts/chunk-store.ts';
import type { Gap } from '../chunk-grid.ts';
import { fetchChunk, isKnown, type FetchDeps } from './fetch-chunk.ts';
import { SourceError } from '../sources/source-error.ts';
import { tryOrigins, type RetryDeps, type SourceChoice } from '../sources/source-choice.ts';

/** Requests under way at once, over all files. */
const LANES = 4;

export interface LaneDeps extends Omit<FetchDeps, 'onBytes' | 'onLost'>, RetryDeps {}

export interface GapWork {
  readonly record: ModelRecord;
  readonly repository: string;
  readonly gaps: readonly Gap[];
  /** ETags seen earlier, from the journal. */
  readonly known: readonly {
    readonly source: string;
    readonly path: string;
    readonly etag: string;
  }[];
}

/**
 * Fetches all gaps over a few lanes. When one fails for good the others are stopped, each keeping
 * what it has, and the first error is thrown. A file that changed under way is dropped where nothing
 * but its source said which one it is.
 */
export async function fetchGaps(
  work: GapWork,
  choice: SourceChoice,
  deps: FetchDeps & RetryDeps,
  signal: AbortSignal,
): Promise<void> {
  const { record } = work;
  const etags = new Map(
    work.known.filter(({ etag }) => etag).map((row) => [`${row.source}\n${row.path}`, row.etag]),
  );
  const queue = [...work.gaps];
  const stop = linkedAbort(signal);
  const both = stop.signal;
  const failures: unknown[] = [];
  const { id, revision, variant } = record;
  const model = { id, repository: work.repository, revision, variant };

  async function one({ file, index, row }: Gap): Promise<void> {
    const job = { model, file, index, chunkBytes: record.chunkBytes };
    const known = isKnown(file);
    await tryOrigins(
      choice,
      { path: file.path, known, first: known ? undefined : row?.source },
      async (origin) => {
        const key = `${origin.name}\n${file.path}`;
        const { etag } = await fetchChunk(job, origin, etags.get(key), deps, both);
        if (etag && !etags.has(key)) etags.set(key, etag);
      },
      deps,
      both,
    );
  }

  async function lane(): Promise<void> {
    for (let gap = queue.shift(); gap && !both.aborted; gap = queue.shift()) {
      try {
        await one(gap);
      } catch (error) {
        if (error instanceof SourceError && error.fault === 'changed') {
          queue.length = 0;
          failures.unshift(error);
          if (!isKnown(gap.file)) changed.add(gap.file.path);
        } else failures.push(error);
        stop.abort(new DOMException('another lane failed', 'AbortError'));
      }
    }
  }

  const changed = new Set<string>();
  await Promise.all(Array.from({ length: LANES }, lane));
  for (const path of changed) await deps.chunks.drop(record.id, path);
  signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
