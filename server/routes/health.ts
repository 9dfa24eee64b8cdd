import type { Health } from '../../src/contracts/api.ts';
import { sendJson, type Route } from '../exchange.ts';
import type { ModelIndex } from '../mirror/model-index.ts';

/** What `/health` tells besides app and weights: of settings, cache, and each upstream. */
export type ServiceStates = () => Health['services'];

/** `GET /health`: that the companion is up, and how its parts are. */
export function healthRoute(
  models: ModelIndex,
  now: () => Date,
  services: ServiceStates = () => ({}),
): Route {
  return {
    methods: ['GET', 'HEAD'],
    matches: (path) => path === '/health',
    async handle(exchange) {
      const health: Health = {
        status: 'ok',
        timestamp: now().toISOString(),
        services: {
          app: 'ok',
          models: (await models.list()).length > 0 ? 'ok' : 'empty',
          ...services(),
        },
      };
      sendJson(exchange, 200, health);
    },
  };
}
