import { StoppingCriteria } from '@huggingface/transformers';
import type { Work, WorkFailure, WorkPart, WorkResult, WorkerSetup } from './embedded-protocol.ts';

/** How often it is looked whether somebody still wants the result, ms. */
const LOOK_EVERY_MS = 50;

/** Says whether anybody still wants the result. */
export interface StopFlag {
  readonly stopped: boolean;
}

/** A model in memory. */
export interface Runner {
  /** @throws WorkStopped soon after the flag says so. */
  run(work: Work, part: (part: WorkPart) => void, flag: StopFlag): Promise<WorkResult>;
}

/** Loads the model that a worker is for. */
export type LoadRunner = (setup: WorkerSetup) => Promise<Runner>;

/** Ends a piece of work with a reason that may be told. */
export class WorkStopped extends Error {
  readonly failure: WorkFailure;

  constructor(failure: WorkFailure) {
    super(failure);
    this.failure = failure;
  }
}

/** Ends generation at the next token. */
export class FlagCriteria extends StoppingCriteria {
  readonly #flag: StopFlag;

  constructor(flag: StopFlag) {
    super();
    this.#flag = flag;
  }

  override _call(inputIds: number[][]): boolean[] {
    return inputIds.map(() => this.#flag.stopped);
  }
}

/** @throws WorkStopped when the flag says so. */
export function throwIfStopped(flag: StopFlag): void {
  if (flag.stopped) throw new WorkStopped('stopped');
}

/**
 * Work of a driver that wants a signal; across threads there is only a number to look at.
 * @throws WorkStopped when the flag says so.
 */
export async function stoppable<T>(
  flag: StopFlag,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const timer = setInterval(() => flag.stopped && stop.abort(), LOOK_EVERY_MS);
  try {
    return await work(stop.signal);
  } catch (error) {
    throwIfStopped(flag);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** How every model here is loaded. */
export function loadOptions({ model, threads }: WorkerSetup) {
  return {
    device: 'cpu' as const,
    dtype: model.dtype as 'q8',
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  };
}
