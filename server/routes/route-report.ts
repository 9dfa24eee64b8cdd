import type { RouteReport, UpstreamReport } from '../../src/contracts/api.ts';
import type { Clock } from '../clock.ts';
import { sendJson } from '../exchange.ts';
import type { Upstream } from '../routing/upstream.ts';
import type { ApiAddress } from './api-call.ts';

/** `GET /api/routes`: who does what, how fast, and why or why not. */
export function routeReport(upstreams: () => readonly Upstream[], clock: Clock): ApiAddress {
  return {
    path: '/api/routes',
    method: 'GET',
    quiet: true,
    handle({ exchange }) {
      const report: RouteReport = {
        upstreams: upstreams().map((upstream) => describe(upstream, clock.monotonicMs())),
      };
      sendJson(exchange, 200, report);
      return Promise.resolve();
    },
  };
}

function describe(upstream: Upstream, nowMs: number): UpstreamReport {
  const { name, settings, state, inflight, served } = upstream;
  const { kind, privacy, priority, capacity, costPerMillionTokens = null } = settings;
  return {
    name,
    kind,
    privacy,
    priority,
    state,
    reason: reasonOf(upstream, nowMs),
    capacity,
    inflight,
    costPerMillionTokens,
    models: served.map(({ id, aliases, jobs, loaded }) => {
      const { breaker, firstTokenMs, tokensPerSecond } = upstream.modelState(id);
      return {
        id,
        aliases,
        jobs,
        loaded,
        breaker: breaker.state(nowMs),
        firstTokenMs,
        tokensPerSecond,
      };
    }),
  };
}

function reasonOf(upstream: Upstream, nowMs: number): string {
  const { state, settings, served, hasSlot } = upstream;
  switch (state) {
    case 'off':
      return `Not used: the variable ${settings.keyFrom ?? ''} with its key is not set.`;
    case 'refused':
      return 'Not used: it does not accept the key of this companion.';
    case 'asleep':
      return 'Asleep; it is woken when it is needed.';
    case 'down':
      return 'Not used: it does not answer. It is asked again every few seconds.';
    case 'unknown':
      return 'Not asked yet.';
    case 'empty':
    case 'ok':
      break;
  }
  if (served.length === 0) return 'It answers, but has no models.';
  const paused = served.filter(({ id }) => !upstream.modelState(id).breaker.allows(nowMs));
  if (paused.length === served.length) return 'Paused for a moment after several failures.';
  if (!hasSlot) return 'Busy: all its places are taken, further requests wait or go elsewhere.';
  return settings.priority === 0
    ? 'Asked first.'
    : `Asked when machines with a priority below ${settings.priority} cannot answer.`;
}
