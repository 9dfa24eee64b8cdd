import * as v from 'valibot';
import type { ChunkStore } from '../../contracts/chunk-store.ts';
import { scrubWhenIdle, type ScrubMemory } from './idle-scrub.ts';
import type { KeptValues } from './kept-values.ts';
import type { ModelStore } from '../model-store.ts';
import { isSparing, untilBusy, untilQuiet, type PageLike } from './quiet-moments.ts';
import type { ConnectionLike } from './space.ts';

const NAME = 'scrubLog';
const logSchema = v.object({
  verifiedAt: v.record(v.string(), v.number()),
  startedAt: v.number(),
});

/** The log of idle scrubs in the database; one that cannot be read counts as none. */
export function createScrubMemory(kept: KeptValues): ScrubMemory {
  return {
    async read() {
      const log = v.safeParse(logSchema, await kept.read(NAME));
      return log.success ? log.output : undefined;
    },
    write: (log) => kept.write(NAME, log),
  };
}

/**
 * Reads one model back in a quiet moment of this page, if one is due. `rest` lets go of what the
 * reading held. Returns how to stop waiting.
 */
export function startIdleScrub(
  store: ModelStore,
  chunks: ChunkStore,
  kept: KeptValues,
  rest: () => void,
  working: () => boolean,
): () => void {
  const device = navigator as Parameters<typeof isSparing>[0] & { connection?: ConnectionLike };
  const moves = ['planned', 'downloading', 'verifying'];
  const page: PageLike = {
    target: window,
    document,
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (timer) => clearTimeout(timer as number),
    whenIdle:
      'requestIdleCallback' in window ? (run) => void requestIdleCallback(() => run()) : undefined,
    working: () => working() || store.statuses().some(({ state }) => moves.includes(state)),
  };
  const stop = new AbortController();
  scrubWhenIdle(
    {
      chunks,
      memory: createScrubMemory(kept),
      now: () => Date.now(),
      verify: (id, signal) => store.verify(id, signal),
      idle: (signal) => untilQuiet(page, signal),
      busy: () => untilBusy(page),
      sparing: () =>
        isSparing({
          connection: device.connection,
          getBattery: device.getBattery && (() => device.getBattery!()),
        }),
    },
    stop.signal,
  )
    // What could not be read back today is tried another day; damage has been marked by then.
    .catch(() => undefined)
    .finally(rest);
  return () => stop.abort();
}
