import { appPath } from '../base/app-base.ts';
import { inLesson } from '../ui/route.ts';

/** What lets the tutor speak, and the learner be noticed, without a network. About 4 MB. */
const VOICE_FILES = ['/espeak/espeak-ng.js', '/espeak/base.bin', '/vad/silero_vad_v6.onnx'].map(
  appPath,
);
/** Says that this page was already reloaded once to become isolated. */
const ISOLATION_TRIED = 'parley-isolation-tried';
/** Says when this page was last reloaded because files of it were gone. ms since 1970. */
const RELOADED = 'parley-reloaded-for-files';
/** An app that is left open asks this often whether there is a new version. ms. */
const LOOK_EVERY_MS = 3_600_000;
/** So long a new version may take to take over; then the page is loaded anew all the same. ms. */
const TAKES_MS = 3000;
/** Files that are gone again so soon are not brought back by loading once more. ms. */
const RELOAD_AGAIN_MS = 60_000;

/** What an update needs of the page it would replace. */
export interface UpdatePage {
  /** A lesson is being played: nothing may change under the learner. */
  playing(): boolean;
  reload(): void;
  readonly isolated: boolean;
  /** The tab's own memory. */
  readonly memory: Pick<Storage, 'getItem' | 'setItem'>;
  /** Calls back whenever the page is seen again, and after each `ms`. */
  onShown(act: () => void): void;
  every(ms: number, act: () => void): void;
  now(): number;
}

/** The tab's memory; empty where the browser allows none, which throws at the very name of it. */
const memory: UpdatePage['memory'] = {
  getItem: (key) => tryMemory((kept) => kept.getItem(key)) ?? null,
  setItem: (key, value) => void tryMemory((kept) => kept.setItem(key, value)),
};

function tryMemory<T>(act: (kept: Storage) => T): T | undefined {
  try {
    return act(sessionStorage);
  } catch {
    return undefined;
  }
}

/** The page that runs this. */
function pageHere(): UpdatePage {
  return {
    playing: inLesson,
    reload: () => location.reload(),
    isolated: globalThis.crossOriginIsolated,
    memory,
    onShown: (act) =>
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') act();
      }),
    every: (ms, act) => void setInterval(act, ms),
    now: () => Date.now(),
  };
}

/**
 * Offline use and new versions. A new version is fetched in the background and taken only when the
 * person says so: the service worker waits until then, so a lesson never changes under the learner.
 */
export class AppUpdate {
  ready = $state(false);
  readonly #page: UpdatePage;
  readonly #beforeReload: () => void;
  #registration: ServiceWorkerRegistration | null = null;
  #container: ServiceWorkerContainer | null = null;
  /** Asked for before there was a service worker to keep them. */
  readonly #waiting: string[] = [];
  #taking = false;

  /** `beforeReload`: what waits to be kept is handed to the page that comes. */
  constructor(page: UpdatePage = pageHere(), beforeReload: () => void = () => {}) {
    this.#page = page;
    this.#beforeReload = beforeReload;
  }

  #reload(): void {
    this.#beforeReload();
    this.#page.reload();
  }

  /** Registers the service worker; without one the app works, but not offline. */
  async register(container: ServiceWorkerContainer | undefined): Promise<void> {
    if (!container) return;
    this.#followTakeovers(container);
    try {
      const registration = await container.register(appPath('/service-worker.js'));
      this.#registration = registration;
      this.#followVersions(registration, container);
      await container.ready;
      this.#container = container;
      await this.#keep([...VOICE_FILES, ...this.#waiting.splice(0)]);
    } catch {
      // Refused in some private windows: the app goes on, needing the network.
    }
  }

  /** Another version takes the pages over when one of them, perhaps in another tab, asked for it. */
  #followTakeovers(container: ServiceWorkerContainer): void {
    let controlled = container.controller !== null;
    container.addEventListener('controllerchange', () => {
      if (!controlled) {
        controlled = true;
        this.#becomeIsolated();
      } else if (this.#taking || !this.#page.playing()) this.#reload();
      // The old one's parts are gone, but a lesson that is played has all of its own; "Use it now"
      // is offered when it is over.
      else this.ready = true;
    });
  }

  #followVersions(registration: ServiceWorkerRegistration, container: ServiceWorkerContainer) {
    // Without a page under it, a service worker that waits is the first one.
    const check = () => {
      if (registration.waiting && container.controller) this.ready = true;
    };
    registration.addEventListener('updatefound', () =>
      registration.installing?.addEventListener('statechange', check),
    );
    check();
    // A browser looks by itself only when a page is opened, and an installed app may never be.
    const look = () => void registration.update().catch(() => {});
    this.#page.onShown(look);
    this.#page.every(LOOK_EVERY_MS, look);
  }

  /** Keeps what runs models, by its addresses, once there is one to run. */
  keepEngine(urls: readonly string[]): void {
    // A copy that could not be kept is fetched again next time.
    this.#keep(urls).catch(() => {});
  }

  async #keep(urls: readonly string[]): Promise<void> {
    if (!this.#container) {
      this.#waiting.push(...urls);
      return;
    }
    const { active } = await this.#container.ready;
    const { port1, port2 } = new MessageChannel();
    await new Promise((resolve) => {
      port1.onmessage = resolve;
      active?.postMessage({ type: 'keep-engines', urls }, [port2]);
    });
  }

  /**
   * Where the server sends no isolation headers the service worker adds them, from the next load
   * on. Threads need them, so the page is loaded once more before a lesson has begun.
   */
  #becomeIsolated(): void {
    const page = this.#page;
    if (page.isolated || page.playing() || page.memory.getItem(ISOLATION_TRIED)) return;
    page.memory.setItem(ISOLATION_TRIED, 'yes');
    if (page.memory.getItem(ISOLATION_TRIED)) this.#reload();
  }

  /**
   * A part of this page is gone from the server: an old page, without a service worker that kept
   * its parts. True where the page is loaded anew for that; once, and never in a lesson.
   */
  filesGone(): boolean {
    const page = this.#page;
    const last = Number(page.memory.getItem(RELOADED));
    if (page.playing() || (last > 0 && page.now() - last < RELOAD_AGAIN_MS)) return false;
    page.memory.setItem(RELOADED, String(page.now()));
    // Without a memory of it the page would be loaded for ever.
    if (page.memory.getItem(RELOADED) === null) return false;
    this.#reload();
    return true;
  }

  /** "Use it now". Where another tab took the new version already, this page only follows. */
  apply(): void {
    const waiting = this.#registration?.waiting;
    if (!waiting) {
      this.#reload();
      return;
    }
    this.#taking = true;
    waiting.postMessage({ type: 'SKIP_WAITING' });
    const inLesson = this.#page.playing();
    setTimeout(() => {
      // A lesson that was begun meanwhile is not left for it.
      if (inLesson || !this.#page.playing()) this.#reload();
    }, TAKES_MS);
  }

  dismiss(): void {
    this.ready = false;
  }
}
