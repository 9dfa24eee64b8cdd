import type { Origin } from './origin.ts';
import { backoffMs, TRIES_PER_SOURCE } from './backoff.ts';
import { SourceError } from './source-error.ts';

/**
 * Which origin to ask for which file: in the given order, without those that were caught giving
 * something else. What one run learned is forgotten with it, so that Continue tries everybody again.
 */
export class SourceChoice {
  readonly #origins: readonly Origin[];
  readonly #refused = new Map<string, SourceError>();
  readonly #suspected = new Set<string>();

  constructor(origins: readonly Origin[]) {
    this.#origins = origins;
  }

  /** `first` is asked before the others, where it may be asked at all. */
  for(path: string, first?: string): Origin[] {
    const left = this.#origins.filter((origin) => !this.#refused.has(`${origin.name}\n${path}`));
    return left.sort((a, b) => Number(b.name === first) - Number(a.name === first));
  }

  refuse(origin: string, path: string, why: SourceError): void {
    this.#refused.set(`${origin}\n${path}`, why);
  }

  /**
   * A whole file came from `sources` and is the wrong one. One alone is guilty, and whoever was only
   * suspected before is not; of several the first is suspected, and the next round shows.
   */
  blame(sources: readonly string[], path: string, why: SourceError): void {
    const asked = this.for(path).filter(({ name }) => sources.includes(name));
    const [first] = asked;
    if (!first) return;
    if (sources.length === 1) {
      for (const name of this.#suspected)
        if (name.endsWith(`\n${path}`)) this.#refused.delete(name);
    } else this.#suspected.add(`${first.name}\n${path}`);
    this.refuse(first.name, path, why);
  }

  /** Why nobody is left for a file, for the cause of the error a person sees. */
  complaints(path: string): SourceError[] {
    return this.#origins.flatMap(({ name }) => this.#refused.get(`${name}\n${path}`) ?? []);
  }
}

export interface RetryDeps {
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** One file, and how it is asked for. */
export interface Quest {
  readonly path: string;
  /** The source to begin with, if not the first in order. */
  readonly first: string | undefined;
  /** Whether the right file can be told by its hash, whoever gives it. */
  readonly known: boolean;
}

/**
 * Tries `work` at every origin that may be asked for a file. An unreachable origin is tried again
 * after a growing pause, as long as bytes come also without end, then the next one gets its turn; one
 * that is missing the file, refuses, or has another one than the known, is not asked for it again.
 * `changed` where nobody knows the right file, and errors of the store, go straight up.
 */
export async function tryOrigins(
  choice: SourceChoice,
  { path, first, known }: Quest,
  work: (origin: Origin) => Promise<void>,
  deps: RetryDeps,
  signal: AbortSignal,
): Promise<void> {
  let unreachable: SourceError | undefined;
  for (const origin of choice.for(path, first)) {
    for (let attempt = 1; attempt <= TRIES_PER_SOURCE; attempt++) {
      try {
        return await work(origin);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SourceError) || (error.fault === 'changed' && !known)) throw error;
        if (error.fault !== 'unreachable') {
          choice.refuse(origin.name, path, error);
          break;
        }
        unreachable = error;
        if (error.headway) attempt = 0;
        if (attempt < TRIES_PER_SOURCE)
          await deps.sleep(
            backoffMs(Math.max(1, attempt), deps.random, error.retryAfterMs),
            signal,
          );
      }
    }
  }
  // Whoever comes back may have the rest; only when nobody is waited for, a new plan may help.
  const complaints = choice.complaints(path);
  throw (
    unreachable ??
    complaints.find(({ fault }) => fault === 'changed') ??
    complaints.at(-1) ??
    new SourceError('refused', 'No source is left.')
  );
}
