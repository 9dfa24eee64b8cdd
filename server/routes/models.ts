import { ApiError } from '../api-error.ts';
import { sendJson } from '../exchange.ts';
import { JOBS } from '../jobs/job.ts';
import { matchesPattern } from '../routing/matches-pattern.ts';
import { policyAllows } from '../routing/policy-wall.ts';
import type { Upstream } from '../routing/upstream.ts';
import type { ApiAddress, ApiCall } from './api-call.ts';
import type { ApiServices } from './api-services.ts';

interface ListedModel {
  readonly id: string;
  readonly object: 'model';
  readonly created: number;
  readonly owned_by: string;
}

/** `GET /v1/models`: every model and alias that this client may use, under its policy. */
export function modelList(upstreams: () => readonly Upstream[]): ApiAddress {
  return {
    path: '/v1/models',
    method: 'GET',
    handle(call) {
      sendJson(call.exchange, 200, {
        object: 'list',
        data: [...listed(upstreams(), call).values()],
      });
      return Promise.resolve();
    },
  };
}

/** `GET /v1/models/{id}`: the model that a name stands for; ids may contain slashes. */
export function modelById(
  upstreams: () => readonly Upstream[],
  { router }: ApiServices,
): ApiAddress {
  return {
    path: '/v1/models/',
    method: 'GET',
    handle(call) {
      const known = listed(upstreams(), call);
      const found = known.get(call.rest) ?? known.get(resolve(call));
      if (!found) {
        throw new ApiError(404, 'model_not_found', 'This companion knows no model of that name.', {
          param: 'model',
        });
      }
      sendJson(call.exchange, 200, found);
      return Promise.resolve();
    },
  };

  /** What the name stands for in any job. */
  function resolve({ rest, policy, identity }: ApiCall): string {
    for (const job of JOBS) {
      try {
        return router.plan({ job, model: rest, policy, identity }).models[0] ?? '';
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
      }
    }
    return '';
  }
}

function listed(
  upstreams: readonly Upstream[],
  { policy, identity }: ApiCall,
): ReadonlyMap<string, ListedModel> {
  const allowed = identity.scopes.models;
  const models = new Map<string, ListedModel>();
  for (const { name, settings, served, state } of upstreams) {
    if (state === 'off' || !policyAllows(policy, settings.privacy, identity.onThisMachine))
      continue;
    for (const { id, aliases } of served) {
      for (const known of [id, ...aliases]) {
        if (models.has(known)) continue;
        if (allowed && !allowed.some((pattern) => matchesPattern(known, pattern))) continue;
        models.set(known, { id: known, object: 'model', created: 0, owned_by: name });
      }
    }
  }
  return models;
}
