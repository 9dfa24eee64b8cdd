import type { Job, SpeedFigures } from '../contracts/route.ts';
import figures from './route-figures.json' with { type: 'json' };
import type { Call, Switchboard } from './switchboard.ts';
import type { EngineOf, Target, TargetFacts } from './target.ts';
import { createTimeLimit } from './time-limit.ts';

/** How one target is asked. */
export interface Asking<J extends Job> {
  readonly target: Target<J>;
  readonly engine: EngineOf[J];
  readonly signal: AbortSignal;
  /** The question is whole: the target's time counts from here. */
  readonly asked: () => void;
  /** Time since `asked`, ms. */
  readonly sinceMs: () => number;
  /** Tells how fast it was. A run that had to load first says nothing and is left out. */
  readonly took: (run: SpeedFigures) => void;
}

/** What differs between the jobs. */
export interface Attempt<J extends Job, T> {
  ask(asking: Asking<J>): AsyncIterable<T>;
  /** From this part on no other target may take over. */
  commits(part: T): boolean;
  /** The error for one that failed after that. `next`: how many others could be asked. */
  cut(error: unknown, next: number): unknown;
  /** The error where nobody could be asked, or everybody failed. */
  none(lastError: unknown): unknown;
}

/** How long a target may stay silent, ms: less where another stands by and it needs no loading. */
function longestSilenceMs(job: Job, target: TargetFacts, othersLeft: number): number {
  const { state, loaded } = target.now();
  const slow = target.place === 'device' || state === 'asleep' || !loaded;
  return slow || othersLeft === 0 ? figures.patientMs : figures.firstContentMs[job];
}

/**
 * Asks targets one after the other until one has begun to answer; what failed before that is not
 * noticed by whoever listens. Parts of two targets are never joined.
 */
export async function* inTurn<J extends Job, T>(
  board: Switchboard,
  job: J,
  call: Call<J>,
  turn: Attempt<J, T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const { memory, now } = board.parts;
  let lastError: unknown;
  for (const [index, target] of call.targets.entries()) {
    signal.throwIfAborted();
    const othersLeft = call.targets.length - index - 1;
    const warm = target.now().loaded;
    const limit = createTimeLimit(longestSilenceMs(job, target, othersLeft), signal);
    let begun = false;
    let done = () => {};
    try {
      done = await memory.begin(target);
      let askedMs = now();
      let run: SpeedFigures | null = null;
      const parts = turn.ask({
        target,
        engine: target.engine(call.scope.policy),
        signal: limit.signal,
        asked() {
          askedMs = now();
          limit.start();
        },
        sinceMs: () => now() - askedMs,
        took: (figures) => (run = warm ? figures : null),
      });
      for await (const part of parts) {
        if (!begun && turn.commits(part)) {
          begun = true;
          limit.met();
        }
        yield part;
      }
      call.worked(target, run);
      return;
    } catch (error) {
      signal.throwIfAborted();
      call.failed(target, error);
      if (begun) throw turn.cut(error, othersLeft);
      lastError = error;
    } finally {
      done();
      limit.end();
    }
  }
  throw turn.none(lastError);
}
