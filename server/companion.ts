import type { IncomingMessage } from 'node:http';
import { clientAddress } from './access/client-address.ts';
import { RelayProcesses, type RelayWatch } from './access/relay-processes.ts';
import { AuditLog } from './audit/audit-log.ts';
import { AnswerCache } from './cache/answer-cache.ts';
import { ChatFlights } from './cache/chat-flights.ts';
import { RedisLink } from './redis/redis-link.ts';
import type { Clock } from './clock.ts';
import { CompanionError } from './companion-error.ts';
import type { ApiRoutes } from './gateway.ts';
import { KeyFile } from './keys/key-file.ts';
import { MemoryLimiter } from './limits/memory-limiter.ts';
import { RedisLimiter } from './limits/redis-limiter.ts';
import { errorFields, type Log } from './logs/log.ts';
import { GatewayMetrics } from './metrics/gateway-metrics.ts';
import type { ModelFetches } from './mirror/model-fetches.ts';
import type { Provider } from './providers/provider.ts';
import type { ProviderParts } from './providers/provider-parts.ts';
import { ActiveCalls } from './routes/active-calls.ts';
import { apiAddresses } from './routes/api-addresses.ts';
import { ApiGate } from './routes/api-gate.ts';
import { GatewayRouter } from './routing/gateway-router.ts';
import { HealthMonitor } from './routing/health-monitor.ts';
import type { WakeAddress } from './routing/magic-packet.ts';
import { RuleMatcher } from './routing/rule-matcher.ts';
import { Slots } from './routing/slots.ts';
import { Upstreams } from './routing/upstreams.ts';
import { effectiveUpstreams } from './settings/effective-upstreams.ts';
import type { Settings } from './settings/settings-schema.ts';
import type { Ffmpeg } from './sound/ffmpeg.ts';

/** What the working part of the companion is built from. */
export interface CompanionParts {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute paths. */
  readonly modelsDirs: readonly string[];
  readonly catalogDir: string;
  readonly ffmpeg: Ffmpeg;
  readonly clock: Clock;
  /** 0..1. */
  readonly random: () => number;
  readonly log: Log;
  /** Fetches models that are not here; without it none are. */
  readonly fetches?: ModelFetches;
  /** Instead of real ones, for tests. */
  readonly relays?: RelayWatch;
  readonly wake?: (address: WakeAddress) => Promise<void>;
  readonly createProvider?: (parts: ProviderParts) => Provider;
}

/** The working part of the companion. */
export interface Companion {
  readonly api: ApiRoutes;
  readonly metrics: GatewayMetrics;
  /** What `GET /models/` tells this client of fetching: whether it may have models fetched. */
  readonly mayFetch: (request: IncomingMessage) => boolean;
  readonly active: ActiveCalls;
  /** Takes over new settings in one step. @throws CompanionError and keeps the old ones. */
  apply(settings: Settings): Promise<void>;
  /** The file of settings makes no sense now: says so, and goes on with those in force. */
  keepSettings(why: unknown): void;
  /** Not ready any more; waits for calls in work, then tells them in-band that it stops. */
  drain(waitMs: number): Promise<void>;
  /** Frees everything. */
  close(): Promise<void>;
}

/**
 * Builds the working part without opening a port.
 * @throws CompanionError `redis-unset` when the settings name a variable that is not set.
 */
export async function createCompanion(parts: CompanionParts): Promise<Companion> {
  const { env, clock, random, log } = parts;
  let settings = parts.settings;
  const current = () => settings;
  /** The file does not say any more what is in force. */
  let stale = false;
  const onError = (error: unknown) => log.error('failure', errorFields(error));
  const redis = connectRedis(settings, env, log);

  const health = new HealthMonitor({
    everyMs: () => settings.healthEveryMs,
    clock,
    random,
    ...(parts.wake ? { wake: parts.wake } : {}),
    onChange: ({ name, state }) => {
      if (state === 'ok') log.info('upstream', { name, state });
      else log.warn('upstream', { name, state });
    },
  });
  const upstreams: Upstreams = new Upstreams({
    env,
    modelsDirs: parts.modelsDirs,
    catalogDir: parts.catalogDir,
    ffmpeg: parts.ffmpeg,
    clock,
    random,
    health,
    onMalformed: () => metrics.malformed(),
    ...(parts.createProvider ? { create: parts.createProvider } : {}),
  });
  const list = () => upstreams.current;
  const metrics = new GatewayMetrics(list, () => clock.monotonicMs());
  const memory = new MemoryLimiter(() => clock.monotonicMs());
  const audit = new AuditLog(
    () => settings.audit,
    () => clock.epochMs(),
    onError,
  );
  const active = new ActiveCalls();
  const gate = new ApiGate({
    settings: current,
    keys: new KeyFile(
      () => settings.keys.file,
      () => clock.monotonicMs(),
      onError,
    ),
    relays: parts.relays ?? new RelayProcesses(() => clock.monotonicMs()),
    limiter: redis ? new RedisLimiter(redis, memory) : memory,
    metrics,
    audit,
    active,
    clock,
    onError,
  });
  const router = new GatewayRouter({
    settings: current,
    upstreams: list,
    health,
    slots: new Slots(() => settings.limits.waiting),
    matcher: new RuleMatcher((pattern) => log.warn('slow-rule', { pattern })),
    clock,
    random,
    onAttempt: (report) => metrics.attempt(report),
  });
  const addresses = apiAddresses({
    settings: current,
    router,
    clock,
    ffmpeg: parts.ffmpeg,
    cache: new AnswerCache(
      () => settings.cache,
      () => clock.monotonicMs(),
      redis,
    ),
    flights: new ChatFlights(),
    upstreams: list,
    metrics,
    ...(parts.fetches ? { fetches: parts.fetches } : {}),
  });
  await upstreams.replace(effectiveUpstreams(settings));

  return {
    api: {
      routes: addresses.map((address) => gate.route(address)),
      states: () => ({
        settings: stale ? 'stale' : 'ok',
        cache: redis && !redis.up ? 'down' : 'ok',
        ...Object.fromEntries(list().map(({ name, state }) => [name, state])),
      }),
      isReady: () => !active.draining,
    },
    metrics,
    mayFetch: (request) =>
      settings.models.fetch !== 'off' && clientAddress(request, settings.proxies).onThisMachine,
    active,
    async apply(next) {
      await upstreams.replace(effectiveUpstreams(next), () => {
        settings = next;
        stale = false;
      });
      log.info('settings', { upstreams: next.upstreams.length });
    },
    keepSettings(why) {
      stale = true;
      // Where it was thrown says nothing about a mistake in the file; line and sentence do.
      log.error(
        'settings-refused',
        why instanceof CompanionError
          ? { code: why.code, sentence: why.message, remedy: why.remedy }
          : errorFields(why),
      );
    },
    drain: (waitMs) => active.drain(waitMs),
    async close() {
      await parts.fetches?.close();
      await upstreams.close();
      await audit.close();
      redis?.close();
    },
  };
}

function connectRedis(
  { redis }: Settings,
  env: CompanionParts['env'],
  log: Log,
): RedisLink | undefined {
  if (!redis) return undefined;
  const url = env[redis.urlFrom]?.trim();
  if (!url || !/^(rediss?|unix):\/\//.test(url)) {
    throw new CompanionError(
      'redis-unset',
      `The settings want Redis at the address in ${redis.urlFrom}, which holds none.`,
      `Set it, e.g. ${redis.urlFrom}=redis://127.0.0.1:6379, or take redis out of parley.config.yaml.`,
    );
  }
  return new RedisLink(url, redis.prefix, (up) => {
    if (up) log.info('redis', { up });
    else log.warn('redis', { up });
  });
}
