import { linkedAbort } from '../base/linked-abort.ts';
import { ParleyError } from '../base/parley-error.ts';

/** A signal that also fires when nothing came for too long. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Counts from now. */
  start(): void;
  /** Something came: it counts no longer. */
  met(): void;
  /** Lets go of everything, and stops what still runs under `signal`. */
  end(): void;
}

/** Patience with a target that has not begun to answer. Throws `target-silent` through `signal`. */
export function createTimeLimit(limitMs: number, parent: AbortSignal): TimeLimit {
  const own = linkedAbort(parent);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const met = () => clearTimeout(timer);
  return {
    signal: own.signal,
    start() {
      met();
      timer = setTimeout(() => own.abort(silent()), limitMs);
    },
    met,
    end() {
      met();
      own.abort();
    },
  };
}

function silent(): ParleyError {
  return new ParleyError(
    'target-silent',
    'What was asked did not begin to answer in time.',
    'Try again: something else is asked first.',
  );
}
