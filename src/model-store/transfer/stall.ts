import { SourceError } from '../sources/source-error.ts';

export interface Timers {
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** A connection that gives no byte for this long is as good as broken. */
const STALL_MS = 25_000;

/**
 * Watches one request: `guard` rejects with `unreachable` when nothing happened for too long or with
 * the outer signal's reason; `signal` ends the request itself in both cases.
 */
export function watchForStall(timers: Timers, outer: AbortSignal) {
  const inner = new AbortController();
  let fail: (reason: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined);
  const end = (reason: unknown) => {
    fail(reason);
    inner.abort(reason);
  };
  const onAbort = () => end(outer.reason);
  if (outer.aborted) onAbort();
  else outer.addEventListener('abort', onAbort, { once: true });
  const arm = () =>
    timers.setTimeout(() => end(new SourceError('unreachable', 'No bytes came.')), STALL_MS);
  let timer = arm();
  return {
    signal: inner.signal,
    guard: <T>(work: Promise<T>): Promise<T> => Promise.race([work, failed]),
    alive() {
      timers.clearTimeout(timer);
      timer = arm();
    },
    stop() {
      timers.clearTimeout(timer);
      outer.removeEventListener('abort', onAbort);
    },
  };
}
