import type { Clock } from '../clock.ts';
import { UpstreamError } from '../providers/upstream-error.ts';
import { pause } from './pause.ts';
import { sendMagicPacket, type WakeAddress } from './magic-packet.ts';
import type { Upstream } from './upstream.ts';
import { Stop, type StopSignal } from '../stop-signal.ts';

/** A machine that is down is looked for this soon after, then less and less often. */
const SOON_MS = 1000;
const PROBE_MS = 6000;
/** One packet is enough for many requests. */
const WAKE_AGAIN_MS = 10_000;

export interface HealthParts {
  readonly everyMs: () => number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly wake?: (address: WakeAddress) => Promise<void>;
  readonly onChange: (upstream: Upstream) => void;
}

interface Watch {
  timer: NodeJS.Timeout | undefined;
  probe: Promise<void> | undefined;
  failures: number;
  wokenAtMs: number;
}

/** Looks after upstreams: asks each what it has, every 30 s and sooner after a failure. */
export class HealthMonitor {
  readonly #parts: HealthParts;
  readonly #watches = new Map<Upstream, Watch>();
  readonly #stop = new Stop();

  constructor(parts: HealthParts) {
    this.#parts = parts;
  }

  /** Begins to watch; resolves after the first answer or failure. */
  watch(upstream: Upstream): Promise<void> {
    if (upstream.state === 'off') return Promise.resolve();
    this.#watches.set(upstream, {
      timer: undefined,
      probe: undefined,
      failures: 0,
      wokenAtMs: -Infinity,
    });
    return this.probe(upstream);
  }

  forget(upstream: Upstream): void {
    clearTimeout(this.#watches.get(upstream)?.timer);
    this.#watches.delete(upstream);
  }

  close(): void {
    this.#stop.abort(new Error('The companion closes.'));
    for (const upstream of [...this.#watches.keys()]) this.forget(upstream);
  }

  /** A call could not connect: nobody else should have to find that out. */
  failed(upstream: Upstream, error: UpstreamError): void {
    const watch = this.#watches.get(upstream);
    if (!watch) return;
    // A 403 may be about one model or one request; a 401 is about the key.
    if (error.facts.status === 401) this.#becomes(upstream, 'refused');
    else if (error.failure === 'connect') {
      this.#becomes(upstream, upstream.settings.wake ? 'asleep' : 'down');
      this.#schedule(upstream, watch, SOON_MS);
    }
  }

  /** A call went well. */
  worked(upstream: Upstream): void {
    if (this.#watches.has(upstream)) this.#becomes(upstream, 'ok');
  }

  /** Sends the packet that wakes a sleeping machine, unless it was just sent. */
  wake(upstream: Upstream): void {
    const watch = this.#watches.get(upstream);
    const { wake: address } = upstream.settings;
    const nowMs = this.#parts.clock.monotonicMs();
    if (!watch || !address || nowMs - watch.wokenAtMs < WAKE_AGAIN_MS) return;
    watch.wokenAtMs = nowMs;
    watch.failures = 0;
    void (this.#parts.wake ?? sendMagicPacket)(address);
    this.#schedule(upstream, watch, SOON_MS);
  }

  /** Waits until a woken machine answers or its time to wake up is over; true when it answers. */
  async awake(upstream: Upstream, signal: StopSignal): Promise<boolean> {
    const endMs = this.#parts.clock.monotonicMs() + (upstream.settings.wake?.waitMs ?? 0);
    while (this.#parts.clock.monotonicMs() < endMs) {
      await this.probe(upstream);
      if (upstream.state === 'ok') return true;
      await pause(SOON_MS / 2, signal);
    }
    return false;
  }

  /** Asks an upstream now; callers at the same time share one question. */
  probe(upstream: Upstream): Promise<void> {
    const watch = this.#watches.get(upstream);
    if (!watch) return Promise.resolve();
    watch.probe ??= this.#ask(upstream, watch).finally(() => {
      watch.probe = undefined;
    });
    return watch.probe;
  }

  async #ask(upstream: Upstream, watch: Watch): Promise<void> {
    // One of its own, and not a child of `#stop`: a long-lived signal never forgets its children.
    const asked = new Stop();
    const stop = () => asked.abort(new Error('The companion closes.'));
    const late = () => asked.abort(new Error(`No answer within ${PROBE_MS} ms.`));
    const timer = setTimeout(late, PROBE_MS).unref();
    this.#stop.addEventListener('abort', stop);
    try {
      const models = await upstream.provider.models(asked);
      watch.failures = 0;
      const before = upstream.state;
      upstream.answered(models);
      if (before !== 'ok') this.#parts.onChange(upstream);
    } catch (error) {
      if (this.#stop.aborted) return;
      watch.failures++;
      const refused = error instanceof UpstreamError && error.misconfigured;
      this.#becomes(upstream, refused ? 'refused' : upstream.settings.wake ? 'asleep' : 'down');
    } finally {
      clearTimeout(timer);
      this.#stop.removeEventListener('abort', stop);
    }
    const every = this.#parts.everyMs() * (0.9 + 0.2 * this.#parts.random());
    this.#schedule(
      upstream,
      watch,
      watch.failures > 0 ? Math.min(SOON_MS * 2 ** (watch.failures - 1), every) : every,
    );
  }

  #becomes(upstream: Upstream, state: Upstream['state']): void {
    if (upstream.state === state) return;
    upstream.state = state;
    this.#parts.onChange(upstream);
  }

  #schedule(upstream: Upstream, watch: Watch, ms: number): void {
    clearTimeout(watch.timer);
    if (this.#watches.get(upstream) !== watch) return;
    watch.timer = setTimeout(() => void this.probe(upstream), ms).unref();
  }
}
