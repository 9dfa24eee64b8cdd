import { watchAborts } from './abort-board.ts';
import { fromPlain, toPlain } from './plain-error.ts';
import type { FromWorker, ToWorker } from './worker-protocol.ts';

/** The part of a worker's global scope that is used. */
export interface WorkerScope {
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** Answers one request; `part` sends something ahead of the result. */
export type WorkerHandler<Request, Part, Result> = (
  request: Request,
  part: (part: Part, transfer?: Transferable[]) => void,
  signal: AbortSignal,
) => Promise<Result>;

/**
 * The worker's side: hands every call to `handle` with a signal that fires when the page gives it
 * up, and sends back exactly one `done` or `failed`. Calls may overlap; order is the handler's.
 */
export function serveCalls<Request, Part, Result>(
  scope: WorkerScope,
  handle: WorkerHandler<Request, Part, Result>,
): void {
  const calls = new Map<number, AbortController>();
  const reply = (message: FromWorker<Part, Result>, transfer: Transferable[] = []) =>
    scope.postMessage(message, transfer);

  async function answer(id: number, request: Request): Promise<void> {
    const control = new AbortController();
    calls.set(id, control);
    try {
      const result = await handle(
        request,
        (part, transfer) => {
          if (!control.signal.aborted) reply({ type: 'part', id, part }, transfer);
        },
        control.signal,
      );
      reply({ type: 'done', id, result });
    } catch (error) {
      reply({ type: 'failed', id, error: toPlain(error) });
    } finally {
      calls.delete(id);
    }
  }

  scope.addEventListener('message', (event: MessageEvent<ToWorker<Request>>) => {
    const message = event.data;
    if (message.type === 'board') watchAborts(message.board, calls);
    else if (message.type === 'abort') calls.get(message.id)?.abort(fromPlain(message.reason));
    else void answer(message.id, message.request);
  });
}
