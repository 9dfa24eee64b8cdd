/** The facts of a browser that decide how Parley is installed. */
export interface InstallSurroundings {
  readonly userAgent: string;
  /** 0 where there is no touch screen; an iPad calls itself a Mac. */
  readonly maxTouchPoints: number;
  /** The page runs as an installed app already. */
  readonly installed: boolean;
}

/** The browsers whose own menu installs, where a page can offer no button. */
export type InstallByHand = 'ios' | 'mac-safari' | 'firefox-phone' | 'firefox';

/** Chromium's event; no library of types has it. */
interface InstallPrompt extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

/** How one installs by hand here; null where the browser offers a button, or nothing at all. */
export function installByHand(here: InstallSurroundings): InstallByHand | null {
  const { userAgent, maxTouchPoints, installed } = here;
  if (installed) return null;
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  if (/Macintosh/.test(userAgent) && maxTouchPoints > 1) return 'ios';
  if (/Firefox\//.test(userAgent)) return /Android/.test(userAgent) ? 'firefox-phone' : 'firefox';
  if (/Macintosh.*Version\/\S+ Safari\//.test(userAgent)) return 'mac-safari';
  return null;
}

/** This page and its browser. */
function here(): InstallSurroundings {
  const { userAgent, maxTouchPoints, standalone } = navigator as Navigator & {
    standalone?: boolean;
  };
  const installed = standalone === true || matchMedia('(display-mode: standalone)').matches;
  return { userAgent, maxTouchPoints, installed };
}

/**
 * Installing Parley as an app: by a button where the browser lends one, in words where it only has
 * a menu. Make it before anything is awaited: the browser's event comes once, and early.
 */
export class InstallOffer {
  readonly byHand: InstallByHand | null;
  #prompt = $state.raw<InstallPrompt | null>(null);

  constructor(page: EventTarget = window, surroundings: InstallSurroundings = here()) {
    this.byHand = installByHand(surroundings);
    page.addEventListener('beforeinstallprompt', (event) => {
      // Offered in our own place instead of over the page.
      event.preventDefault();
      this.#prompt = event as InstallPrompt;
    });
    page.addEventListener('appinstalled', () => (this.#prompt = null));
  }

  /** A press can install. */
  get byButton(): boolean {
    return this.#prompt !== null;
  }

  /** Call it in the press. The browser asks for itself, and lets its question be used once. */
  install(): void {
    const prompt = this.#prompt;
    this.#prompt = null;
    prompt?.prompt().catch(() => {});
  }
}
