import { ParleyError } from '../../base/parley-error.ts';
import type { VoiceActivityDetector } from '../../contracts/voice-activity.ts';
import type { VadReply, VadRequest } from './vad-protocol.ts';

export interface BrowserVadParts {
  /** Absolute address of the Silero model file, on our own origin. */
  readonly modelUrl: string;
  /** Absolute address of the folder with ONNX Runtime's files, ending in a slash. */
  readonly runtimeUrl: string;
  /** Starts the worker; the one of this folder when absent. */
  readonly startWorker?: () => Worker;
}

interface Waiting {
  readonly resolve: (probability: number) => void;
  readonly reject: (error: ParleyError) => void;
}

/**
 * Silero voice detection in its own worker. `warmUp` and `push` reject with
 * `voice-detection-unavailable` when the model or the worker cannot run.
 */
export class BrowserVad implements VoiceActivityDetector {
  readonly #parts: BrowserVadParts;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #loading: Promise<unknown> | null = null;
  #disposed = false;
  #lastId = 0;

  constructor(parts: BrowserVadParts) {
    this.#parts = parts;
  }

  async warmUp(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#loading ??= this.#load();
    await Promise.race([this.#loading, abortOf(signal)]);
  }

  push(frame: Float32Array): Promise<number> {
    if (!this.#worker) return Promise.reject(unavailable(new Error('not warmed up')));
    return this.#ask((id) => ({ type: 'frame', id, samples: frame }));
  }

  reset(): void {
    this.#worker?.postMessage({ type: 'reset' } satisfies VadRequest);
  }

  dispose(): void {
    this.#disposed = true;
    this.#stop(new Error('disposed'));
  }

  #load(): Promise<unknown> {
    if (this.#disposed) return Promise.reject(unavailable(new Error('disposed')));
    const worker = (this.#parts.startWorker ?? startWorker)();
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<VadReply>) => this.#settle(data));
    worker.addEventListener('error', (event) => this.#stop(new Error(event.message)));
    const { modelUrl, runtimeUrl } = this.#parts;
    const loaded = this.#ask((id) => ({ type: 'load', id, modelUrl, runtimeUrl }));
    // A failed load may be tried again: the network may be back.
    loaded.catch((error: ParleyError) => this.#stop(error.cause));
    return loaded;
  }

  #ask(make: (id: number) => VadRequest): Promise<number> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker?.postMessage(make(id));
    });
  }

  #settle(reply: VadReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.type === 'done') waiting?.resolve(reply.probability);
    else waiting?.reject(unavailable(new Error(reply.message)));
  }

  #stop(cause: unknown): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#loading = null;
    const error = unavailable(cause);
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./vad.worker.ts', import.meta.url), { type: 'module' });
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

function unavailable(cause: unknown): ParleyError {
  return new ParleyError(
    'voice-detection-unavailable',
    'The part that notices when you speak could not start.',
    'You can type meanwhile. Reload the page to try again.',
    { cause },
  );
}
