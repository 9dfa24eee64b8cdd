import type { AbortBoard } from './abort-board.ts';
import type { PlainError } from './plain-error.ts';

/**
 * The one way in which page and worker talk. A call carries a number; every reply names it. A call
 * ends with exactly one `done` or `failed`; any number of `part` may come before.
 */
export type ToWorker<Request> =
  | { readonly type: 'call'; readonly id: number; readonly request: Request }
  /** Ahead of the first call, where memory can be shared. */
  | { readonly type: 'board'; readonly board: AbortBoard }
  | { readonly type: 'abort'; readonly id: number; readonly reason: PlainError };

export type FromWorker<Part, Result> =
  | { readonly type: 'part'; readonly id: number; readonly part: Part }
  | { readonly type: 'done'; readonly id: number; readonly result: Result }
  | { readonly type: 'failed'; readonly id: number; readonly error: PlainError };
