import type { ConnectionLike } from './space.ts';

/** Nothing may have been pressed, typed or scrolled for this long. */
const QUIET_MS = 60_000;

/** What somebody at work does to a page. */
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

interface BatteryLike {
  readonly charging: boolean;
}

/** What of the page is looked at. */
export interface PageLike {
  readonly target: Pick<Window, 'addEventListener' | 'removeEventListener'>;
  readonly document: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
  readonly setTimeout: (run: () => void, ms: number) => unknown;
  readonly clearTimeout: (timer: unknown) => void;
  /** `requestIdleCallback`, where there is one. */
  readonly whenIdle: ((run: () => void) => void) | undefined;
  /** True while the page works for somebody who presses nothing: a lesson that speaks and listens. */
  readonly working: () => boolean;
}

/** Calls `heard` at every sign of somebody being there. Returns how to stop. */
function onSigns({ target, document }: PageLike, heard: () => void): () => void {
  for (const sign of SIGNS) target.addEventListener(sign, heard, { passive: true });
  document.addEventListener('visibilitychange', heard);
  return () => {
    for (const sign of SIGNS) target.removeEventListener(sign, heard);
    document.removeEventListener('visibilitychange', heard);
  };
}

/** Resolves after a quiet minute of a page that is seen, in a moment when the browser is idle. */
export function untilQuiet(page: PageLike, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: unknown;
    const end = () => {
      page.clearTimeout(timer);
      stop();
      signal.removeEventListener('abort', abort);
    };
    const abort = () => (end(), reject(signal.reason as Error));
    const restart = () => {
      page.clearTimeout(timer);
      timer = page.setTimeout(check, QUIET_MS);
    };
    const check = () => {
      if (page.document.visibilityState !== 'visible' || page.working()) return restart();
      end();
      if (page.whenIdle) page.whenIdle(resolve);
      else resolve();
    };
    const stop = onSigns(page, restart);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    restart();
  });
}

/** How often a page that works without being touched is noticed. */
const LOOK_MS = 1000;

/**
 * The signal fires as soon as somebody does something, the page is hidden, or it works. Whoever
 * is done before calls `release`.
 */
export function untilBusy(page: PageLike): { signal: AbortSignal; release: () => void } {
  const busy = new AbortController();
  let timer: unknown;
  const release = () => {
    page.clearTimeout(timer);
    stop();
  };
  const fire = () => {
    release();
    busy.abort(new DOMException('the page is busy', 'AbortError'));
  };
  const look = () => {
    if (page.working()) fire();
    else timer = page.setTimeout(look, LOOK_MS);
  };
  const stop = onSigns(page, fire);
  if (page.document.visibilityState !== 'visible') fire();
  else look();
  return { signal: busy.signal, release };
}

/**
 * True where reading gigabytes would not be welcome: data saver, or a battery in use. No browser
 * tells whether its battery saver is on, so every battery counts as one to be spared.
 */
export async function isSparing(device: {
  readonly connection?: ConnectionLike | undefined;
  readonly getBattery?: (() => Promise<BatteryLike>) | undefined;
}): Promise<boolean> {
  if (device.connection?.saveData === true) return true;
  const battery = await device.getBattery?.().catch(() => undefined);
  return battery !== undefined && !battery.charging;
}
