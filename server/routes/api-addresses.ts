import type { Clock } from '../clock.ts';
import type { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import type { ModelFetches } from '../mirror/model-fetches.ts';
import type { Upstream } from '../routing/upstream.ts';
import type { ChatServices } from './answer-chat.ts';
import type { ApiAddress } from './api-call.ts';
import { chatCompletions } from './chat-completions.ts';
import { embeddings } from './embeddings.ts';
import { metricsSummary, prometheusMetrics } from './metrics.ts';
import { modelFetch, modelPlan } from './model-fetch.ts';
import { modelById, modelList } from './models.ts';
import { openapi } from './openapi.ts';
import { routeReport } from './route-report.ts';
import { speech } from './speech.ts';
import { transcriptions } from './transcriptions.ts';
import { tutorChat } from './tutor-chat.ts';

export interface AddressParts extends ChatServices {
  readonly upstreams: () => readonly Upstream[];
  readonly metrics: GatewayMetrics;
  readonly clock: Clock;
  /** Without it no models are fetched. */
  readonly fetches?: ModelFetches;
}

/** Every address of the API. */
export function apiAddresses(parts: AddressParts): readonly ApiAddress[] {
  const { upstreams, metrics, clock, settings, fetches } = parts;
  return [
    chatCompletions(parts),
    embeddings(parts),
    transcriptions(parts),
    speech(parts),
    modelList(upstreams),
    modelById(upstreams, parts),
    tutorChat(parts),
    routeReport(upstreams, clock),
    metricsSummary(metrics),
    prometheusMetrics(metrics),
    openapi(),
    ...(fetches ? [modelPlan({ settings, fetches }), modelFetch({ settings, fetches })] : []),
  ];
}
