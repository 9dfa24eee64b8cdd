import { ParleyError } from '../parley-error.ts';
import type { AbortBoard } from './abort-board.ts';

/**
 * The one way in which page and worker talk. A call carries a number; every reply names it. A call
 * ends with exactly one `done` or `failed`; any number of `part` may come before.
 */
export type ToWorker<Request> =
  | { readonly type: 'call'; readonly id: number; readonly request: Request }
  /** Ahead of the first call, where memory can be shared. */
  | { readonly type: 'board'; readonly board: AbortBoard }
  | { readonly type: 'abort'; readonly id: number };

export type FromWorker<Part, Result> =
  | { readonly type: 'part'; readonly id: number; readonly part: Part }
  | { readonly type: 'done'; readonly id: number; readonly result: Result }
  | { readonly type: 'failed'; readonly id: number; readonly error: WireError };

/** An error as it crosses the border; causes stay behind, their text comes along for a report. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** What the library said, for developers. */
  readonly detail: string;
}

/** `thrown` for the wire; anything that is not a ParleyError becomes `engine-failed`. */
export function toWire(thrown: unknown): WireError {
  const error =
    thrown instanceof ParleyError
      ? thrown
      : new ParleyError(
          'engine-failed',
          'The part of the app that does this work ran into a problem.',
          'Try again; if it happens again, reload the page. Your progress is safe.',
          { cause: thrown },
        );
  const { code, message, remedy, params, cause } = error;
  const detail = cause instanceof Error ? `${cause.name}: ${cause.message}` : '';
  return { code, message, remedy, params, detail };
}

/** The error of the other side, with its detail as cause. */
export function fromWire(error: WireError): ParleyError {
  return new ParleyError(error.code, error.message, error.remedy, {
    params: error.params,
    ...(error.detail ? { cause: new Error(error.detail) } : {}),
  });
}
