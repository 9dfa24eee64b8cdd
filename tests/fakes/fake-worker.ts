import { serveCalls, type WorkerHandler } from '../../src/base/worker/worker-serve.ts';
import type { WorkerLike } from '../../src/base/worker/worker-call.ts';

/** A worker in the same thread: messages are cloned and come later, as with a real one. */
export class FakeWorker extends EventTarget implements WorkerLike {
  terminated = false;
  #inside = new EventTarget();

  constructor(handle: WorkerHandler<never, never, never>) {
    super();
    serveCalls(
      {
        addEventListener: (type, listener) =>
          this.#inside.addEventListener(type, listener as EventListener),
        postMessage: (message, transfer) => this.#deliver(this, message, transfer),
      },
      handle,
    );
  }

  postMessage(message: unknown, transfer: unknown = []): void {
    this.#deliver(this.#inside, message, transfer as Transferable[]);
  }

  terminate(): void {
    this.terminated = true;
  }

  die(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }

  #deliver(to: EventTarget, message: unknown, transfer: Transferable[]): void {
    const data: unknown = structuredClone(message, { transfer });
    setTimeout(() => {
      if (!this.terminated) to.dispatchEvent(Object.assign(new Event('message'), { data }));
    });
  }
}
