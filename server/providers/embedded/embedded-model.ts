import type { Worker } from 'node:worker_threads';
import { OneAtATime } from '../one-at-a-time.ts';
import { UpstreamError } from '../upstream-error.ts';
import type {
  FromWorker,
  Work,
  WorkFailure,
  WorkPart,
  WorkResult,
  WorkerSetup,
} from './embedded-protocol.ts';
import type { StopSignal } from '../../stop-signal.ts';

/** Who comes after so many others is told to come again. */
const MOST_WAITING = 16;
/** A worker that does not hear that it should stop is ended. */
const STOP_MS = 10_000;

interface Loaded {
  readonly worker: Worker;
  readonly ready: Promise<void>;
  inMemory: boolean;
}

interface Call {
  readonly onPart: (part: WorkPart) => void;
  readonly settle: (end: WorkResult | UpstreamError) => void;
}

/** One model in one worker thread: loaded when it is needed, one piece of work at a time. */
export class EmbeddedModel {
  readonly #setup: WorkerSetup;
  readonly #start: (setup: WorkerSetup) => Worker;
  readonly #idleMs: number;
  readonly #queue = new OneAtATime(MOST_WAITING);
  #loaded: Loaded | undefined;
  #call: (Call & { readonly id: number }) | undefined;
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(setup: WorkerSetup, idleMs: number, start: (setup: WorkerSetup) => Worker) {
    this.#setup = setup;
    this.#idleMs = idleMs;
    this.#start = start;
  }

  get inMemory(): boolean {
    return this.#loaded?.inMemory ?? false;
  }

  /**
   * Does a piece of work. Rejects with the signal's reason as soon as it fires; the next piece
   * begins when this one has really ended.
   * @throws UpstreamError
   */
  run(work: Work, onPart: (part: WorkPart) => void, signal: StopSignal): Promise<WorkResult> {
    return new Promise((resolve, reject) => {
      const leave = () => reject(signal.reason);
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      this.#queue
        .run(() => this.#do(work, onPart, signal), signal)
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', leave));
    });
  }

  /** Frees its memory; work in hand is ended. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const loaded = this.#loaded;
    this.#loaded = undefined;
    this.#end(new UpstreamError('cut'));
    await loaded?.worker.terminate();
  }

  async #do(work: Work, onPart: (part: WorkPart) => void, signal: StopSignal): Promise<WorkResult> {
    clearTimeout(this.#idle);
    try {
      this.#loaded ??= this.#load();
      const { worker, ready } = this.#loaded;
      await ready;
      signal.throwIfAborted();
      return await this.#send(worker, work, onPart, signal);
    } finally {
      this.#idle = setTimeout(() => void this.close(), this.#idleMs).unref();
    }
  }

  #load(): Loaded {
    const worker = this.#start(this.#setup);
    let settle: (error?: UpstreamError) => void = () => undefined;
    const ready = new Promise<void>((resolve, reject) => {
      settle = (error) => (error ? reject(error) : resolve());
    });
    ready.catch(() => undefined);
    const loaded: Loaded = { worker, ready, inMemory: false };
    const gone = (error: UpstreamError) => {
      settle(error);
      if (this.#loaded !== loaded) return;
      this.#loaded = undefined;
      this.#end(error);
      void worker.terminate();
    };
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'loaded') {
        loaded.inMemory = true;
        settle();
      } else if (message.type === 'unloadable') {
        gone(new UpstreamError('status', { status: 500, cause: new Error(message.reason) }));
      } else this.#hear(message);
    });
    worker.on('error', (cause) => gone(new UpstreamError('cut', { cause })));
    worker.on('exit', () => gone(new UpstreamError('cut')));
    return loaded;
  }

  async #send(
    worker: Worker,
    work: Work,
    onPart: (part: WorkPart) => void,
    signal: StopSignal,
  ): Promise<WorkResult> {
    const id = ++this.#lastId;
    const stop = new Int32Array(new SharedArrayBuffer(4));
    let stuck: NodeJS.Timeout | undefined;
    const onAbort = () => {
      Atomics.store(stop, 0, 1);
      stuck = setTimeout(() => void this.close(), STOP_MS).unref();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const end = await new Promise<WorkResult | UpstreamError>((settle) => {
        this.#call = { id, settle, onPart: (part) => signal.aborted || onPart(part) };
        worker.postMessage({ id, work, stop });
      });
      if (end instanceof UpstreamError) throw end;
      return end;
    } finally {
      clearTimeout(stuck);
      signal.removeEventListener('abort', onAbort);
      this.#call = undefined;
    }
  }

  #hear(message: Exclude<FromWorker, { type: 'loaded' | 'unloadable' }>): void {
    const call = this.#call;
    if (call?.id !== message.id) return;
    if (message.type === 'part') call.onPart(message.part);
    else if (message.type === 'done') call.settle(message.result);
    else call.settle(errorOf(message.failure));
  }

  #end(error: UpstreamError): void {
    this.#call?.settle(error);
  }
}

function errorOf(failure: WorkFailure): UpstreamError {
  if (failure === 'context-length') {
    return new UpstreamError('status', { status: 400, refusal: 'context-length' });
  }
  return new UpstreamError(failure === 'stopped' ? 'cut' : 'error-event');
}
