import { Workbox } from 'workbox-window';
import type { ModelEntry } from '../contracts/catalog.ts';

/** What lets the tutor speak, and the learner be noticed, without a network. About 4 MB. */
const VOICE_FILES = ['/espeak/espeak-ng.js', '/espeak/base.bin', '/vad/silero_vad_v6.onnx'];
/** 27 MB. */
const RUNTIME_FILES = ['mjs', 'wasm'].map((kind) => `/ort/ort-wasm-simd-threaded.asyncify.${kind}`);
/** What runs models, kept once a model of that engine is on this device. */
const ENGINE_FILES: Readonly<Record<ModelEntry['engine'], readonly string[]>> = {
  transformers: RUNTIME_FILES,
  onnx: RUNTIME_FILES,
  'web-llm': ['/web-llm/web-llm.mjs'],
};
/** Says that this page was already reloaded once to become isolated. */
const ISOLATION_TRIED = 'parley-isolation-tried';

/**
 * Offline use and new versions. A new version is fetched in the background and taken only when the
 * person says so: the service worker waits until then, so a lesson never changes under the learner.
 */
export class AppUpdate {
  ready = $state(false);
  #workbox: Workbox | null = null;
  /** Asked for before there was a service worker to keep them. */
  readonly #waiting: string[] = [];

  /** Registers the service worker; without one the app works, but not offline. */
  async register(container: ServiceWorkerContainer | undefined): Promise<void> {
    if (!container) return;
    const workbox = new Workbox('/service-worker.js');
    this.#workbox = workbox;
    workbox.addEventListener('waiting', () => (this.ready = true));
    workbox.addEventListener('controlling', ({ isUpdate }) => {
      // Another tab took the new version. The parts of the old one are gone, but a lesson that is
      // being played has all of its own.
      if (isUpdate && location.hash !== '#/play') location.reload();
      else this.#becomeIsolated();
    });
    try {
      await workbox.register();
      await this.#keep([...VOICE_FILES, ...this.#waiting.splice(0)]);
    } catch {
      // Refused in some private windows: the app goes on, needing the network.
    }
  }

  /** Keeps what runs models of an engine, once there is one to run. */
  keepEngine(engine: ModelEntry['engine']): void {
    // A copy that could not be kept is fetched again next time.
    this.#keep(ENGINE_FILES[engine]).catch(() => {});
  }

  async #keep(urls: readonly string[]): Promise<void> {
    if (this.#workbox) await this.#workbox.messageSW({ type: 'keep-engines', urls });
    else this.#waiting.push(...urls);
  }

  /**
   * Where the server sends no isolation headers the service worker adds them, from the next load
   * on. Threads need them, so the page is loaded once more before a lesson has begun.
   */
  #becomeIsolated(): void {
    if (crossOriginIsolated || location.hash === '#/play') return;
    if (sessionStorage.getItem(ISOLATION_TRIED)) return;
    sessionStorage.setItem(ISOLATION_TRIED, 'yes');
    location.reload();
  }

  apply(): void {
    this.#workbox?.messageSkipWaiting();
  }

  dismiss(): void {
    this.ready = false;
  }
}
