import { canShareMemory } from '../shared-memory.ts';

/** Calls under way at once are far fewer than this. */
const SLOTS = 64;

/**
 * Memory that page and worker share, where the page writes the numbers of calls it gave up. A
 * worker that computes without a pause hears no message, but can look here at no cost.
 */
export type AbortBoard = Int32Array<SharedArrayBuffer>;

/** Null where memory cannot be shared. */
export function createAbortBoard(): AbortBoard | null {
  return canShareMemory()
    ? new Int32Array(new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT))
    : null;
}

/** The page's side: call `id` is no longer wanted. Numbers begin at 1. */
export function writeAbort(board: AbortBoard, id: number): void {
  Atomics.store(board, id % SLOTS, id);
}

let watched: { board: AbortBoard; calls: ReadonlyMap<number, AbortController> } | null = null;

/** The worker's side: from now on `hearAborts` aborts those of `calls` that `board` names. */
export function watchAborts(board: AbortBoard, calls: ReadonlyMap<number, AbortController>): void {
  watched = { board, calls };
}

/** Aborts what was given up until now; false where there is no board and only messages tell. */
export function hearAborts(): boolean {
  if (!watched) return false;
  const { board, calls } = watched;
  for (const [id, control] of calls) {
    if (Atomics.load(board, id % SLOTS) === id) control.abort();
  }
  return true;
}
