import { sendJson } from '../exchange.ts';
import type { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import type { ApiAddress } from './api-call.ts';

/** `GET /metrics`: for Prometheus. */
export function prometheusMetrics(metrics: GatewayMetrics): ApiAddress {
  return {
    path: '/metrics',
    method: 'GET',
    quiet: true,
    handle({ exchange: { request, response } }) {
      const text = metrics.render();
      response.writeHead(200, {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
        'content-length': Buffer.byteLength(text),
        'cache-control': 'no-store',
      });
      response.end(request.method === 'HEAD' ? undefined : text);
      return Promise.resolve();
    },
  };
}

/** `GET /api/metrics`: the same for people, as JSON. */
export function metricsSummary(metrics: GatewayMetrics): ApiAddress {
  return {
    path: '/api/metrics',
    method: 'GET',
    quiet: true,
    handle({ exchange }) {
      sendJson(exchange, 200, metrics.summary());
      return Promise.resolve();
    },
  };
}
