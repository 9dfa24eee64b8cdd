import { randomBytes } from 'node:crypto';
import { ApiError } from '../api-error.ts';
import { checkOrigin } from '../access/origin-check.ts';
import { identify, type Doorkeeper } from '../access/identify.ts';
import type { Identity } from '../access/identity.ts';
import { auditLine, type Ended } from '../audit/audit-line.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Clock } from '../clock.ts';
import type { Exchange, Route } from '../exchange.ts';
import { tariffOf } from '../limits/charges.ts';
import type { Verdict } from '../limits/gcra.ts';
import type { Limiter } from '../limits/limiter.ts';
import type { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { Stop } from '../stop-signal.ts';
import type { ActiveCalls } from './active-calls.ts';
import type { ApiAddress, ApiCall } from './api-call.ts';
import { newCallRecord, type CallRecord } from '../jobs/call-record.ts';
import { allowPage, answerPreflight } from './cross-origin.ts';
import { readPolicy } from './read-policy.ts';
import { sendError } from './send-error.ts';

export interface GateParts extends Doorkeeper {
  readonly settings: () => Settings;
  readonly limiter: Limiter;
  readonly metrics: GatewayMetrics;
  readonly audit: Pick<AuditLog, 'write'>;
  readonly active: ActiveCalls;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** The reason of a signal whose client is gone: nobody is left to be told anything. */
class ClientLeft extends Error {
  constructor() {
    super('the client left');
  }
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

  async #serve(address: ApiAddress, exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    const { clock, active, metrics } = this.#parts;
    const settings = this.#parts.settings();
    const requestId = `${this.#idPrefix}${(this.#calls++).toString(36).padStart(6, '0')}`;
    response.setHeader('x-request-id', requestId);
    const origin = checkOrigin(request.headers, settings.origins);
    if (origin.kind === 'named') allowPage(response, origin.origin);
    if (request.method === 'OPTIONS') return answerPreflight(exchange, address, origin);

    const record = newCallRecord(address.job, clock.monotonicMs());
    const stop = new Stop();
    const deadline = setTimeout(
      () =>
        stop.abort(
          new ApiError(
            504,
            'deadline_exceeded',
            'There was no answer in the time that a request has.',
          ),
        ),
      settings.deadlineMs,
    );
    response.on('close', () => {
      if (!response.writableFinished) stop.abort(new ClientLeft());
    });
    active.begin(stop);
    metrics.active++;
    let identity: Identity | undefined;
    let policy: ApiCall['policy'] = settings.policy;
    let placeOf: string | undefined;
    try {
      if (origin.kind === 'foreign') {
        throw new ApiError(
          403,
          'origin_forbidden',
          'Pages of that site may not call this companion; its operator can name the site under origins.',
        );
      }
      const identifying = identify(request, settings, this.#parts, clock.epochMs());
      identity = identifying instanceof Promise ? await identifying : identifying;
      if (!identity.onThisMachine) {
        if (!active.enter(identity.address, settings.limits.concurrentPerAddress)) {
          metrics.rejected('concurrency');
          throw new ApiError(
            429,
            'rate_limit_exceeded',
            'Too many requests of this address are in work.',
            { retryAfterMs: 1000 },
          );
        }
        placeOf = identity.address;
      }
      const charging = address.quiet ? undefined : this.#charge(address, settings, identity);
      const verdict = charging instanceof Promise ? await charging : charging;
      if (verdict) this.#heed(exchange, verdict);
      checkContentType(address, exchange);
      policy = readPolicy(request.headers, settings);
      const rest = exchange.path.slice(address.path.length);
      await address.handle({
        exchange,
        requestId,
        rest,
        identity,
        policy,
        upstream: readUpstream(exchange),
        record,
        signal: stop,
      });
    } catch (error) {
      this.#tell(exchange, record, error);
    } finally {
      clearTimeout(deadline);
      active.end(stop);
      metrics.active--;
      if (placeOf !== undefined) active.leave(placeOf);
      this.#finish(address, exchange, {
        requestId,
        record,
        policy,
        identity,
        left: stop.reason instanceof ClientLeft,
      });
    }
  }

  #charge({ job }: ApiAddress, settings: Settings, identity: Identity): Verdict | Promise<Verdict> {
    if (job && identity.scopes.jobs && !identity.scopes.jobs.includes(job)) {
      throw new ApiError(403, 'job_forbidden', 'This key may not be used for that.');
    }
    return this.#parts.limiter.charge(tariffOf(settings, identity).request(job), false);
  }

  #heed(exchange: Exchange, verdict: Verdict): void {
    const { response } = exchange;
    if (verdict.charge) {
      const kind = verdict.charge.scope === 'tokens' ? 'tokens' : 'requests';
      response.setHeader(`x-ratelimit-limit-${kind}`, verdict.charge.burst);
      response.setHeader(`x-ratelimit-remaining-${kind}`, verdict.remaining);
      response.setHeader(`x-ratelimit-reset-${kind}`, `${Math.ceil(verdict.resetMs)}ms`);
    }
    if (verdict.allowed) return;
    this.#parts.metrics.rejected(verdict.charge?.scope ?? 'key');
    throw new ApiError(
      429,
      'rate_limit_exceeded',
      'This is more than the limit allows; try again a little later.',
      { retryAfterMs: verdict.retryAfterMs },
    );
  }

  #tell(exchange: Exchange, record: CallRecord, error: unknown): void {
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

  #finish(address: ApiAddress, exchange: Exchange, ended: Ended): void {
    const { metrics, clock, audit, limiter } = this.#parts;
    const { record, left, identity } = ended;
    if (left) {
      metrics.left(record.phase);
      record.error ??= 'client_left';
    }
    // The number that nginx writes down for a client that did not wait.
    const status = left ? 499 : exchange.response.statusCode;
    if (address.quiet) return;
    metrics.finished(record, status);
    const tokens = (record.promptTokens ?? 0) + (record.completionTokens ?? 0);
    if (identity && tokens > 0) {
      const charges = tariffOf(this.#parts.settings(), identity).tokens(tokens);
      if (charges.length > 0) void limiter.charge(charges, true);
    }
    audit.write(auditLine(address, ended, status, clock));
  }
}

function checkContentType(
  { method, accepts = 'application/json' }: ApiAddress,
  { request }: Exchange,
): void {
  if (method !== 'POST') return;
  const sent = request.headers['content-type'] ?? '';
  if (sent === accepts) return;
  const type = sent.split(';', 1)[0]?.trim().toLowerCase();
  // A form or plain text is what a foreign page can send without being asked for a preflight.
  if (type !== accepts) {
    throw new ApiError(415, 'unsupported_media_type', `This address takes ${accepts}.`);
  }
}

/** Node joins repeated headers of this kind, so that two names are one that nobody has. */
function readUpstream({ request }: Exchange): string | undefined {
  return request.headers['x-parley-upstream'] as string | undefined;
}
