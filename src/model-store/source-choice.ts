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

  constructor(origins: readonly Origin[]) {
    this.#origins = origins;
  }

  for(path: string): Origin[] {
    return this.#origins.filter((origin) => !this.#refused.has(`${origin.name}\n${path}`));
  }

  refuse(origin: string, path: string, why: SourceError): void {
    this.#refused.set(`${origin}\n${path}`, why);
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

/**
 * Tries `work` at every origin that may be asked for `path`. An unreachable origin is tried again
 * after a growing pause, then the next one gets its turn; one that is missing the file or refuses
 * is not asked for it again. `changed` and errors of the store go straight up.
 */
export async function tryOrigins(
  choice: SourceChoice,
  path: string,
  work: (origin: Origin) => Promise<void>,
  deps: RetryDeps,
  signal: AbortSignal,
): Promise<void> {
  let last: SourceError | undefined;
  for (const origin of choice.for(path)) {
    for (let attempt = 1; attempt <= TRIES_PER_SOURCE; attempt++) {
      try {
        return await work(origin);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SourceError) || error.fault === 'changed') throw error;
        last = error;
        if (error.fault !== 'unreachable') {
          choice.refuse(origin.name, path, error);
          break;
        }
        if (attempt < TRIES_PER_SOURCE)
          await deps.sleep(backoffMs(attempt, deps.random, error.retryAfterMs), signal);
      }
    }
  }
  throw (
    last ?? new SourceError('refused', 'No source is left.', { cause: choice.complaints(path) })
  );
}
