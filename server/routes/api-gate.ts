import { randomBytes } from 'node:crypto';
import { identify, type Doorkeeper } from '../access/identify.ts';
import type { Identity } from '../access/identity.ts';
import { checkOrigin } from '../access/origin-check.ts';
import { ApiError } from '../api-error.ts';
import { auditLine } from '../audit/audit-line.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { Exchange, Route } from '../exchange.ts';
import { tariffOf } from '../limits/charges.ts';
import type { Verdict } from '../limits/gcra.ts';
import type { Limiter } from '../limits/limiter.ts';
import type { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import type { Settings } from '../settings/settings-schema.ts';
import type { ActiveCalls } from './active-calls.ts';
import type { ApiAddress } from './api-call.ts';
import { checkContentType, checkJob, readUpstream, tellLimit } from './call-checks.ts';
import { allowPage, answerPreflight, foreignPage } from './cross-origin.ts';
import { readPolicy } from './read-policy.ts';
import { sendError } from './send-error.ts';
import { beginVisit, ClientLeft, type Visit } from './visit.ts';

export interface GateParts extends Doorkeeper {
  readonly settings: () => Settings;
  readonly limiter: Limiter;
  readonly metrics: GatewayMetrics;
  readonly audit: Pick<AuditLog, 'write'>;
  readonly active: ActiveCalls;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** Admits calls: origin, key, limits, policy; and writes down how they ended. */
export class ApiGate {
  readonly #parts: GateParts;
  /** Tells companions and their starts apart; the calls of one are counted. */
  readonly #idPrefix = `req-${randomBytes(9).toString('hex')}`;
  #calls = 0;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  /** The route behind one address. */
  route(address: ApiAddress): Route {
    const { path, method } = address;
    const prefix = path.endsWith('/');
    return {
      methods: [method, ...(method === 'GET' ? ['HEAD'] : []), 'OPTIONS'],
      dataOnly: true,
      matches: (asked) => (prefix ? asked.startsWith(path) && asked !== path : asked === path),
      handle: (exchange) => this.#serve(address, exchange),
    };
  }

  /**
   * All that a call passes, from top to bottom. Each stage refuses it by throwing an `ApiError`;
   * however it ends, its client is told, and it is counted and written down.
   */
  async #serve(address: ApiAddress, exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    const { clock } = this.#parts;
    const settings = this.#parts.settings();
    const requestId = `${this.#idPrefix}${(this.#calls++).toString(36).padStart(6, '0')}`;
    response.setHeader('x-request-id', requestId);
    const origin = checkOrigin(request.headers, settings.origins);
    if (origin.kind === 'named') allowPage(response, origin.origin);
    if (request.method === 'OPTIONS') return answerPreflight(exchange, address, origin);

    const visit = beginVisit(address, exchange, settings, requestId, clock.monotonicMs());
    this.#begin(visit);
    try {
      if (origin.kind === 'foreign') throw foreignPage();
      // Here and below nothing waits that need not: a body that nobody listens for costs more.
      const identifying = identify(request, settings, this.#parts, clock.epochMs());
      const identity = identifying instanceof Promise ? await identifying : identifying;
      visit.identity = identity;
      this.#takePlace(visit, identity);
      checkJob(address, identity);
      const charging = this.#charge(visit, identity);
      if (charging) this.#heed(visit, charging instanceof Promise ? await charging : charging);
      checkContentType(address, exchange);
      visit.policy = readPolicy(request.headers, settings);
      // The address reads the body, has the router find a machine, and answers.
      await address.handle({
        exchange,
        requestId,
        rest: exchange.path.slice(address.path.length),
        identity,
        policy: visit.policy,
        upstream: readUpstream(exchange),
        record: visit.record,
        signal: visit.stop,
      });
    } catch (error) {
      this.#tell(visit, error);
    } finally {
      this.#end(visit);
      this.#writeDown(visit);
    }
  }

  #begin({ stop }: Visit): void {
    this.#parts.active.begin(stop);
    this.#parts.metrics.active++;
  }

  /** One of the places that an address has for calls in work; this machine has as many as it likes. */
  #takePlace(visit: Visit, { onThisMachine, address }: Identity): void {
    if (onThisMachine) return;
    const { active, metrics } = this.#parts;
    if (!active.enter(address, visit.settings.limits.concurrentPerAddress)) {
      metrics.rejected('concurrency');
      throw new ApiError(
        429,
        'rate_limit_exceeded',
        'Too many requests of this address are in work.',
        { retryAfterMs: 1000 },
      );
    }
    visit.placeOf = address;
  }

  #charge(
    { address, settings }: Visit,
    identity: Identity,
  ): Verdict | Promise<Verdict> | undefined {
    if (address.quiet) return undefined;
    return this.#parts.limiter.charge(tariffOf(settings, identity).request(address.job), false);
  }

  #heed({ exchange }: Visit, verdict: Verdict): void {
    tellLimit(exchange.response, verdict);
    if (verdict.allowed) return;
    this.#parts.metrics.rejected(verdict.charge?.scope ?? 'key');
    throw new ApiError(
      429,
      'rate_limit_exceeded',
      'This is more than the limit allows; try again a little later.',
      { retryAfterMs: verdict.retryAfterMs },
    );
  }

  #tell({ exchange, record }: Visit, error: unknown): void {
    if (error instanceof ClientLeft) return;
    const known =
      error instanceof ApiError
        ? error
        : new ApiError(500, 'companion_failed', 'The companion failed; its log says why.');
    if (known !== error) this.#parts.onError(error);
    record.error ??= known.code;
    const { response } = exchange;
    if (response.headersSent || response.destroyed) response.destroy();
    else sendError(exchange, known);
  }

  #end({ deadline, stop, placeOf }: Visit): void {
    const { active, metrics } = this.#parts;
    clearTimeout(deadline);
    active.end(stop);
    metrics.active--;
    if (placeOf !== undefined) active.leave(placeOf);
  }

  #writeDown(visit: Visit): void {
    const { metrics, clock, audit, limiter } = this.#parts;
    const { address, exchange, record, identity, stop } = visit;
    const left = stop.reason instanceof ClientLeft;
    if (left) {
      metrics.left(record.phase);
      record.error ??= 'client_left';
    }
    if (address.quiet) return;
    // The number that nginx writes down for a client that did not wait.
    const status = left ? 499 : exchange.response.statusCode;
    metrics.finished(record, status);
    const tokens = (record.promptTokens ?? 0) + (record.completionTokens ?? 0);
    if (identity && tokens > 0) {
      const charges = tariffOf(this.#parts.settings(), identity).tokens(tokens);
      if (charges.length > 0) void limiter.charge(charges, true);
    }
    audit.write(auditLine(address, visit, status, clock));
  }
}
