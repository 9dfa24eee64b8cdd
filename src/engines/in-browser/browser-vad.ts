import { untilAborted } from '../../base/until-aborted.ts';
import { ParleyError } from '../../base/parley-error.ts';
import type { VoiceActivityDetector } from '../../contracts/voice-activity.ts';
import type { VadAnswer, VadRequest } from './vad-protocol.ts';
import { createWorkerCall, type WorkerCall, type WorkerLike } from './worker-call.ts';

export interface BrowserVadParts {
  /** Absolute address of the Silero model file, on our own origin. */
  readonly modelUrl: string;
  /** Absolute address of the folder with ONNX Runtime's files, ending in a slash. */
  readonly runtimeUrl: string;
  /** Starts the worker; the one of this folder when absent. */
  readonly startWorker?: () => WorkerLike;
}

/**
 * Silero voice detection in its own worker. `warmUp` and `push` reject with
 * `voice-detection-unavailable` when the model or the worker cannot run; a later `warmUp` tries
 * anew, because the network may be back.
 */
export class BrowserVad implements VoiceActivityDetector {
  readonly #parts: BrowserVadParts;
  readonly #worker: WorkerCall<VadRequest, never, VadAnswer>;
  readonly #disposed = new AbortController();
  #loading: Promise<VadAnswer> | null = null;

  constructor(parts: BrowserVadParts) {
    this.#parts = parts;
    this.#worker = createWorkerCall(parts.startWorker ?? startWorker);
  }

  async warmUp(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#loading ??= this.#load();
    await untilAborted(this.#loading, signal);
  }

  async push(frame: Float32Array): Promise<number> {
    try {
      return await this.#ask({ type: 'frame', samples: frame });
    } catch (error) {
      // A worker that died took the model with it: the next warmUp must load again.
      this.#loading = null;
      throw error;
    }
  }

  reset(): void {
    // Before there is a model there is nothing to forget; a failure shows with the next frame.
    if (this.#loading) this.#ask({ type: 'reset' }).catch(() => {});
  }

  dispose(): void {
    this.#disposed.abort();
    this.#loading = null;
    this.#worker.stop();
  }

  #load(): Promise<VadAnswer> {
    const { modelUrl, runtimeUrl } = this.#parts;
    const loading = this.#ask({ type: 'load', modelUrl, runtimeUrl });
    loading.catch(() => {
      this.#loading = null;
      this.#worker.stop();
    });
    return loading;
  }

  async #ask(request: VadRequest): Promise<VadAnswer> {
    try {
      return await this.#worker.call(request, {}, this.#disposed.signal);
    } catch (cause) {
      throw new ParleyError(
        'voice-detection-unavailable',
        'The part that notices when you speak does not run.',
        'You can type meanwhile. Reload the page to try again.',
        { cause },
      );
    }
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./vad.worker.ts', import.meta.url), { type: 'module' });
}
