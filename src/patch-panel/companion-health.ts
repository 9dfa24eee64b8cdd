import * as v from 'valibot';
import { linkedAbort } from '../base/linked-abort.ts';
import { isMixed } from './pair-companion.ts';
import type { CompanionView } from './panel-view.ts';
import figures from './route-figures.json' with { type: 'json' };
import { routeReportSchema, type ReadReport } from './route-report.ts';

/** The part of the page that is used, so that tests can give another. */
export interface PageState {
  readonly visible: () => boolean;
  readonly online: () => boolean;
  /** Served over https. */
  readonly secure: boolean;
  /** `visibilitychange` of the document and `online` of the window; returns how to stop. */
  onChange(changed: (what: 'shown' | 'online') => void): () => void;
}

/** Where the companion is and how it is asked. Read at every question. */
export interface CompanionAddress {
  /** Origin. */
  readonly address: string;
  readonly key: string | null;
  readonly paired: boolean;
}

export interface CompanionHealthParts {
  readonly companion: () => CompanionAddress;
  readonly page: PageState;
  readonly fetch: typeof fetch;
  /** ms, monotonic. */
  readonly now: () => number;
  readonly onChange: () => void;
}

/**
 * Asks the companion how it is: every 30 s while the page is visible, at once after a failure, when
 * the page is shown again and when the network is back. Asks nothing at all while it is held.
 */
export class CompanionHealth {
  state: CompanionView['state'] = 'unknown';
  roundTripMs: number | null = null;
  /** What it said last; null once it no longer answers. */
  report: ReadReport | null = null;
  readonly #parts: CompanionHealthParts;
  #held = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: Promise<void> | null = null;
  #askedMs = Number.NEGATIVE_INFINITY;
  #stopWatching: (() => void) | null = null;
  #asked = new AbortController();

  constructor(parts: CompanionHealthParts) {
    this.#parts = parts;
  }

  get view(): CompanionView {
    const { address, paired } = this.#parts.companion();
    const { state, roundTripMs } = this;
    return { address, state, because: { key: `route.companion.${state}` }, roundTripMs, paired };
  }

  /** Begins to ask; settles when the first answer is there or is not to be had. */
  start(): Promise<void> {
    this.#stopWatching ??= this.#parts.page.onChange((what) => {
      if (what === 'online') void this.look();
      else this.#lookIfDue();
    });
    return this.look();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.#stopWatching?.();
    this.#stopWatching = null;
  }

  /** While a lesson allows no network, nothing is asked, not even how things are. */
  hold(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    if (held) {
      clearTimeout(this.#timer);
      this.#asked.abort();
    } else if (this.#stopWatching) this.#lookIfDue();
  }

  /** Asks now; who asks meanwhile shares the answer. */
  look(): Promise<void> {
    if (this.#held) return Promise.resolve();
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
      this.#plan();
    });
    return this.#asking;
  }

  /** The address or the key has changed: what was known is of another companion. */
  moved(): Promise<void> {
    this.#asked.abort();
    this.report = null;
    this.roundTripMs = null;
    this.#set('unknown');
    return (this.#asking ?? Promise.resolve()).then(() => this.look());
  }

  #plan(): void {
    clearTimeout(this.#timer);
    if (this.#held || !this.#stopWatching) return;
    this.#timer = setTimeout(() => {
      if (this.#parts.page.visible()) void this.look();
    }, figures.probeMs);
  }

  /** The page was hidden for a while, or held. */
  #lookIfDue(): void {
    const { page, now } = this.#parts;
    if (page.visible() && now() - this.#askedMs >= figures.probeMs) void this.look();
    else this.#plan();
  }

  async #ask(): Promise<void> {
    const { companion, page, now, fetch: ask } = this.#parts;
    if (!page.online()) return this.#lost('offline');
    const { address, key } = companion();
    this.#asked = new AbortController();
    const limit = linkedAbort(this.#asked.signal);
    const timer = setTimeout(() => limit.abort(), figures.probeTimeoutMs);
    this.#askedMs = now();
    try {
      const response = await ask(new URL('/api/routes', address), {
        signal: limit.signal,
        cache: 'no-store',
        credentials: 'omit',
        redirect: 'error',
        headers: key ? { authorization: `Bearer ${key}` } : {},
      });
      const roundTripMs = now() - this.#askedMs;
      if (response.status === 401 || response.status === 403) return this.#lost('refused');
      if (!response.ok) return this.#lost('down');
      const report = v.parse(routeReportSchema, await response.json());
      this.report = report;
      this.roundTripMs = Math.round(roundTripMs);
      this.#set('ok');
    } catch {
      if (this.#asked.signal.aborted) return;
      this.#lost(page.online() ? this.#silence : 'offline');
    } finally {
      clearTimeout(timer);
      limit.abort();
    }
  }

  /** An address that the browser keeps a secure page from is never asked at all. */
  get #silence(): CompanionView['state'] {
    const { companion, page } = this.#parts;
    return page.secure && isMixed(new URL(companion().address)) ? 'blocked' : 'down';
  }

  #lost(state: CompanionView['state']): void {
    this.roundTripMs = null;
    this.#set(state);
  }

  #set(state: CompanionView['state']): void {
    this.state = state;
    this.#parts.onChange();
  }
}
