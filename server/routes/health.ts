import type { Health } from '../../src/contracts/api.ts';
import { sendJson, type Route } from '../exchange.ts';
import type { ModelIndex } from '../mirror/model-index.ts';

/** `GET /health`: that the companion is up, and whether it has weights to give. */
export function healthRoute(models: ModelIndex, now: () => Date): Route {
  return {
    methods: ['GET', 'HEAD'],
    matches: (path) => path === '/health',
    async handle(exchange) {
      const health: Health = {
        status: 'ok',
        timestamp: now().toISOString(),
        services: { app: 'ok', models: (await models.list()).length > 0 ? 'ok' : 'empty' },
      };
      sendJson(exchange, 200, health);
    },
  };
}
