import type { Job } from '../contracts/route.ts';
import type { Scope, Switchboard } from './switchboard.ts';
import { warmTarget } from './warm-target.ts';

/** Loads what would be better, before it is used. */
export interface ReadyAhead {
  /** Looks whether there is something worth loading; at the beginning of every turn. */
  look(): void;
  stop(): void;
}

/**
 * The first turns are done with what is ready. Where a model on this device would be better once it
 * is in memory, it is loaded beside them, one at a time, and takes over at a later turn. Only for
 * jobs that the lesson has used: nobody waits for the others. Never a voice: a lesson keeps its own.
 */
export function createReadyAhead(board: Switchboard, scope: Scope): ReadyAhead {
  const stopping = new AbortController();
  const tried = new Set<string>();
  let loading = false;

  async function load(): Promise<void> {
    for (const job of ['transcribe', 'chat', 'embed'] as const satisfies Job[]) {
      if (!board.hasUsed(job)) continue;
      const target = board.betterOnceLoaded(job, scope);
      if (!target || tried.has(target.id) || !board.parts.memory.fits(target)) continue;
      tried.add(target.id);
      try {
        await warmTarget(board, target, scope, () => {}, stopping.signal);
      } catch (error) {
        // What cannot be loaded is not missed: another does its work already.
        if (!stopping.signal.aborted) board.setAside(target, error);
      }
      board.parts.onChange();
    }
  }

  return {
    look() {
      if (loading || stopping.signal.aborted) return;
      loading = true;
      void load().finally(() => (loading = false));
    },
    stop: () => stopping.abort(),
  };
}
