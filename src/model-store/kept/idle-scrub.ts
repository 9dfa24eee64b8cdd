import { linkedAbort } from '../../base/linked-abort.ts';
import type { ChunkStore, ModelRecord } from '../../contracts/chunk-store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Disks that lose bytes do so slowly; a model is read back once a month. */
const AGAIN_AFTER_MS = 30 * DAY_MS;

/** When models were last read back on this device. Times are Unix ms. */
export interface ScrubLog {
  /** By model id. A reading that was stopped in the middle does not count. */
  readonly verifiedAt: Readonly<Record<string, number>>;
  /** When the last idle scrub began, so that there is one a day at most. */
  readonly startedAt: number;
}

/** Where the log is kept between visits. */
export interface ScrubMemory {
  read(): Promise<ScrubLog | undefined>;
  write(log: ScrubLog): Promise<void>;
}

/**
 * The model to read back now: ready, and longest not verified. Undefined when every one was
 * verified lately, or when one was looked at today.
 */
export function nextToScrub(
  records: readonly ModelRecord[],
  log: ScrubLog,
  nowMs: number,
): string | undefined {
  if (nowMs - log.startedAt < DAY_MS) return undefined;
  // A model was verified when it became ready.
  const at = ({ id, changedAt }: ModelRecord) => Math.max(log.verifiedAt[id] ?? 0, changedAt);
  return records
    .filter((record) => record.state === 'ready' && nowMs - at(record) >= AGAIN_AFTER_MS)
    .sort((a, b) => at(a) - at(b))[0]?.id;
}

export interface IdleScrubDeps {
  readonly chunks: Pick<ChunkStore, 'records'>;
  readonly memory: ScrubMemory;
  readonly now: () => number;
  /** Reads one model back and marks what is damaged. */
  readonly verify: (id: string, signal: AbortSignal) => Promise<unknown>;
  /** Resolves when nothing else is going on; rejects with the signal's reason. */
  readonly idle: (signal: AbortSignal) => Promise<void>;
  /** Its signal fires as soon as the page has something better to do, or is hidden. */
  readonly busy: () => { signal: AbortSignal; release: () => void };
  /** Battery saver, data saver, a battery that runs low: nothing is read then. */
  readonly sparing: () => Promise<boolean>;
}

/**
 * Waits for a quiet moment and reads one model back, if one is due. What was stopped in the middle
 * is not tried again today. Resolves with the id of the model that was read to its end.
 */
export async function scrubWhenIdle(
  deps: IdleScrubDeps,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { memory, now } = deps;
  await deps.idle(signal);
  if (await deps.sparing()) return undefined;
  const log = (await memory.read()) ?? { verifiedAt: {}, startedAt: 0 };
  const records = await deps.chunks.records();
  const id = nextToScrub(records, log, now());
  if (id === undefined) return undefined;
  const { signal: busy, release } = deps.busy();
  if (busy.aborted) return undefined;
  const both = linkedAbort(signal);
  busy.addEventListener('abort', () => both.abort(busy.reason), { once: true });
  // Written first: a page that dies of it must not try again at every start.
  const startedAt = now();
  await memory.write({ ...log, startedAt });
  try {
    await deps.verify(id, both.signal);
  } catch (error) {
    signal.throwIfAborted();
    if (busy.aborted) return undefined;
    throw error;
  } finally {
    both.abort();
    release();
  }
  const here = new Set(records.map((record) => record.id));
  const kept = Object.entries(log.verifiedAt).filter(([each]) => here.has(each));
  await memory.write({ startedAt, verifiedAt: { ...Object.fromEntries(kept), [id]: now() } });
  return id;
}
