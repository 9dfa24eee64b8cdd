import type { Clock } from '../clock.ts';
import { createProvider } from '../providers/create-provider.ts';
import type { Provider } from '../providers/provider.ts';
import type { ProviderParts } from '../providers/provider-parts.ts';
import type { UpstreamSettings } from '../settings/upstream-schema.ts';
import type { Ffmpeg } from '../sound/ffmpeg.ts';
import type { HealthMonitor } from './health-monitor.ts';
import { pause } from './pause.ts';
import { secretHeaders } from './secret-headers.ts';
import { Upstream } from './upstream.ts';

/** How long calls of an upstream that left the settings may still take. */
const DRAIN_MS = 300_000;
const FIRST_LOOK_MS = 2500;

export interface UpstreamsParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly modelsDirs: readonly string[];
  readonly catalogDir: string;
  readonly ffmpeg: Ffmpeg;
  readonly clock: Clock;
  readonly random: () => number;
  readonly health: HealthMonitor;
  readonly onMalformed: () => void;
  readonly create?: (parts: ProviderParts) => Provider;
}

/** The upstreams in force. New settings replace them in one step; what did not change goes on. */
export class Upstreams {
  readonly #parts: UpstreamsParts;
  readonly #closing = new AbortController();
  #current: readonly Upstream[] = [];

  constructor(parts: UpstreamsParts) {
    this.#parts = parts;
  }

  get current(): readonly Upstream[] {
    return this.#current;
  }

  /**
   * Takes over new settings; `onReplaced` is called in the same turn. Resolves when each new
   * upstream was asked once, or after 2.5 s.
   * @throws CompanionError when a provider cannot be built; the old ones then stay in force.
   */
  async replace(
    settings: readonly UpstreamSettings[],
    onReplaced: () => void = () => undefined,
  ): Promise<void> {
    const old = new Map(this.#current.map((it) => [signature(it.settings), it]));
    const next = settings.map((one) => old.get(signature(one)) ?? this.#create(one));
    const gone = this.#current.filter((it) => !next.includes(it));
    const fresh = next.filter((it) => !this.#current.includes(it));
    this.#current = next;
    onReplaced();
    for (const upstream of gone) void this.#retire(upstream);
    const looks = fresh.map((upstream) => this.#parts.health.watch(upstream));
    const timer = new AbortController();
    await Promise.race([
      Promise.all(looks),
      pause(FIRST_LOOK_MS, timer.signal).catch(() => undefined),
    ]);
    timer.abort();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#parts.health.close();
    await Promise.all(this.#current.map((upstream) => upstream.provider.close()));
  }

  #create(settings: UpstreamSettings): Upstream {
    const { env, random, create = createProvider, ...parts } = this.#parts;
    const { modelsDirs, catalogDir, ffmpeg, clock, onMalformed } = parts;
    const provider = create({
      settings,
      secretHeaders: secretHeaders(settings, env),
      modelsDirs,
      catalogDir,
      ffmpeg,
      clock,
      onMalformed,
    });
    const lacksKey = settings.keyFrom !== undefined && !env[settings.keyFrom]?.trim();
    return new Upstream(settings, provider, lacksKey ? 'off' : 'unknown', clock, random);
  }

  /** Lets its calls end before its connections go. */
  async #retire(upstream: Upstream): Promise<void> {
    this.#parts.health.forget(upstream);
    const endMs = this.#parts.clock.monotonicMs() + DRAIN_MS;
    try {
      while (upstream.inflight > 0 && this.#parts.clock.monotonicMs() < endMs) {
        await pause(250, this.#closing.signal);
      }
    } catch {
      // The companion stops: nothing is waited for any more.
    } finally {
      await upstream.provider.close();
    }
  }
}

function signature(settings: UpstreamSettings): string {
  return JSON.stringify(settings);
}
