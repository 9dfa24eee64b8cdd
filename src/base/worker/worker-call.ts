import { ParleyError } from '../parley-error.ts';
import { createAbortBoard, writeAbort } from './abort-board.ts';
import { fromPlain, toPlain } from './plain-error.ts';
import type { FromWorker, ToWorker } from './worker-protocol.ts';

/** The part of a Worker that is used, so that tests can give another. */
export type WorkerLike = Pick<
  Worker,
  'postMessage' | 'terminate' | 'addEventListener' | 'removeEventListener'
>;

export interface WorkerCall<Request, Part, Result> {
  /**
   * Starts the worker when there is none, asks, and settles with its answer. `transfer` moves
   * buffers instead of copying them. When `signal` fires the worker is told to stop, and the call
   * rejects with the signal's reason: at once, or with `untilStopped` when the worker has ended its
   * work. A worker that dies rejects with `stopped`; the next call starts a new one.
   */
  call(
    request: Request,
    options: { onPart?: (part: Part) => void; transfer?: Transferable[] },
    signal: AbortSignal,
  ): Promise<Result>;
  /** Ends the worker; calls under way reject with `stopped`. A later call starts anew. */
  stop(): void;
}

/** A call to a worker of one's own. */
export interface OwnWorkerCall<Request, Part, Result> extends WorkerCall<Request, Part, Result> {
  /** Calls are under way. */
  readonly busy: boolean;
}

export interface WorkerCallOptions {
  /** What was begun is never left alone: a call that is given up settles when it has ended. */
  readonly untilStopped?: boolean;
  /** Of a worker that ended under its calls; `engine-stopped` where nothing is given. */
  readonly stopped?: (cause: unknown) => Error;
  /** Of an error without a code; `engine-failed` where nothing is given. */
  readonly failed?: (cause: Error) => Error;
}

const engineStopped = (cause: unknown) =>
  new ParleyError(
    'engine-stopped',
    'The part of the app that does this work stopped.',
    'Try again: it starts anew. Your progress is safe.',
    cause === undefined ? {} : { cause },
  );

const engineFailed = ({ name, message }: Error) =>
  new ParleyError(
    'engine-failed',
    'The part of the app that does this work ran into a problem.',
    'Try again; if it happens again, reload the page. Your progress is safe.',
    { cause: new Error(`${name}: ${message}`) },
  );

interface Pending<Part, Result> {
  onPart(part: Part): void;
  resolve(result: Result): void;
  reject(error: Error): void;
}

/** The page's side of a worker. `start` is called when the first call needs one. */
export function createWorkerCall<Request, Part, Result>(
  start: () => WorkerLike,
  { untilStopped = false, stopped = engineStopped, failed = engineFailed }: WorkerCallOptions = {},
): OwnWorkerCall<Request, Part, Result> {
  let worker: WorkerLike | null = null;
  let lastId = 0;
  const board = createAbortBoard();
  const pending = new Map<number, Pending<Part, Result>>();

  function onMessage(event: MessageEvent<FromWorker<Part, Result>>): void {
    const reply = event.data;
    const caller = pending.get(reply.id);
    // The caller gave up in the meantime.
    if (!caller) return;
    if (reply.type === 'part') return caller.onPart(reply.part);
    pending.delete(reply.id);
    if (reply.type === 'done') caller.resolve(reply.result);
    else {
      const error = fromPlain(reply.error);
      caller.reject(error instanceof ParleyError ? error : failed(error));
    }
  }

  function onDeath(event: Event): void {
    const cause = 'message' in event ? String(event.message) : event.type;
    end(new Error(cause));
  }

  function end(cause?: unknown): void {
    const ending = worker;
    worker = null;
    ending?.removeEventListener('message', onMessage as EventListener);
    ending?.removeEventListener('error', onDeath);
    ending?.removeEventListener('messageerror', onDeath);
    ending?.terminate();
    const error = stopped(cause);
    for (const caller of pending.values()) caller.reject(error);
    pending.clear();
  }

  function running(): WorkerLike {
    if (worker) return worker;
    worker = start();
    worker.addEventListener('message', onMessage as EventListener);
    worker.addEventListener('error', onDeath);
    worker.addEventListener('messageerror', onDeath);
    if (board) worker.postMessage({ type: 'board', board } satisfies ToWorker<Request>);
    return worker;
  }

  return {
    call(request, { onPart = () => {}, transfer = [] }, signal) {
      return new Promise<Result>((resolve, reject) => {
        signal.throwIfAborted();
        const id = (lastId += 1);
        const send = (message: ToWorker<Request>, moved: Transferable[] = []) =>
          running().postMessage(message, moved);
        const onAbort = () => {
          if (board) writeAbort(board, id);
          if (worker) send({ type: 'abort', id, reason: toPlain(signal.reason) });
          if (untilStopped) return;
          pending.delete(id);
          reject(signal.reason as Error);
        };
        const settled = () => signal.removeEventListener('abort', onAbort);
        pending.set(id, {
          onPart,
          resolve: (result) => (settled(), resolve(result)),
          reject: (error) => (settled(), reject(signal.aborted ? (signal.reason as Error) : error)),
        });
        signal.addEventListener('abort', onAbort, { once: true });
        send({ type: 'call', id, request }, transfer);
      });
    },
    stop: () => end(),
    get busy() {
      return pending.size > 0;
    },
  };
}
