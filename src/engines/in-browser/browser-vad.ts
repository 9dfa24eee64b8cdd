import { untilAborted } from '../../base/until-aborted.ts';
import { ParleyError } from '../../base/parley-error.ts';
import type { VoiceActivityDetector } from '../../contracts/voice-activity.ts';
import type { VadAnswer, VadRequest } from './vad-protocol.ts';
import { createIdleTimer, type IdleTimer } from './idle-timer.ts';
import {
  createWorkerCall,
  type WorkerCall,
  type WorkerLike,
} from '../../base/worker/worker-call.ts';

export interface BrowserVadParts {
  /** Absolute address of the Silero model file, on our own origin. */
  readonly modelUrl: string;
  /** After so long without a frame the model leaves memory; the next frame loads it again. */
  readonly idleUnloadMs?: number;
  /** Starts the worker; the one of this folder when absent. */
  readonly startWorker?: () => WorkerLike;
}

/** Frames come as long as the microphone is open. */
const IDLE_UNLOAD_MS = 2 * 60_000;

/**
 * Silero voice detection in its own worker. `warmUp` and `push` reject with
 * `voice-detection-unavailable` when the model or the worker cannot run; a later `warmUp` tries
 * anew, because the network may be back.
 */
export class BrowserVad implements VoiceActivityDetector {
  readonly #parts: BrowserVadParts;
  readonly #worker: WorkerCall<VadRequest, never, VadAnswer>;
  readonly #disposed = new AbortController();
  readonly #idle: IdleTimer;
  #loading: Promise<VadAnswer> | null = null;
  /** It left memory because nobody needed it. */
  #rests = false;

  constructor(parts: BrowserVadParts) {
    this.#parts = parts;
    this.#worker = createWorkerCall(parts.startWorker ?? startWorker);
    this.#idle = createIdleTimer(parts.idleUnloadMs ?? IDLE_UNLOAD_MS, () => {
      this.#loading = null;
      this.#rests = true;
      this.#worker.stop();
    });
  }

  async warmUp(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#loading ??= this.#load();
    await untilAborted(this.#loading, signal);
  }

  async push(frame: Float32Array): Promise<number> {
    try {
      // The worker does what it is asked in order: the frame waits for the model there.
      if (this.#rests) this.warmUp(this.#disposed.signal).catch(() => {});
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
    this.#idle.stop();
    this.#loading = null;
    this.#worker.stop();
  }

  #load(): Promise<VadAnswer> {
    const { modelUrl } = this.#parts;
    this.#rests = false;
    const loading = this.#ask({ type: 'load', modelUrl });
    loading.catch(() => {
      this.#loading = null;
      this.#worker.stop();
    });
    return loading;
  }

  async #ask(request: VadRequest): Promise<VadAnswer> {
    const free = this.#idle.busy();
    try {
      return await this.#worker.call(request, {}, this.#disposed.signal);
    } catch (cause) {
      throw new ParleyError(
        'voice-detection-unavailable',
        'The part that notices when you speak does not run.',
        'You can type meanwhile. Reload the page to try again.',
        { cause },
      );
    } finally {
      free();
    }
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./vad.worker.ts', import.meta.url), { type: 'module' });
}
