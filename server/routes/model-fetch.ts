import * as v from 'valibot';
import { ApiError } from '../api-error.ts';
import type { Identity } from '../access/identity.ts';
import { sendJson } from '../exchange.ts';
import type { ModelFetches } from '../mirror/model-fetches.ts';
import { fetchRequest } from '../requests/fetch-request.ts';
import type { Settings } from '../settings/settings-schema.ts';
import type { ApiAddress, ApiCall } from './api-call.ts';
import { readJson } from './read-json.ts';

const MOST_BODY_BYTES = 4096;

interface ModelFetchParts {
  readonly settings: () => Settings;
  readonly fetches: ModelFetches;
}

/**
 * Whether this client may have models fetched: this machine; others with a key that says so, unless
 * only a person at this machine is to decide (`ask`). @throws ApiError 403.
 */
function checkMayFetch({ models }: Settings, identity: Identity): void {
  if (models.fetch === 'off')
    throw new ApiError(403, 'fetch_off', 'This companion fetches no models; see models.fetch.');
  if (identity.onThisMachine) return;
  if (models.fetch === 'ask')
    throw new ApiError(
      403,
      'fetch_forbidden',
      'Only somebody at the companion itself can have a model fetched; ask its operator.',
    );
  if (identity.scopes.fetch === true) return;
  throw new ApiError(
    403,
    'fetch_forbidden',
    'This companion fetches models for its own machine and for keys with the scope to fetch; ask its operator.',
  );
}

function variantOf({ exchange }: ApiCall): string {
  const query = exchange.request.url?.split('?')[1] ?? '';
  return new URLSearchParams(query).get('variant') ?? '';
}

/** `GET /api/models/{id}?variant=…`: the files of a model as they would be fetched from the hub. */
export function modelPlan({ settings, fetches }: ModelFetchParts): ApiAddress {
  return {
    path: '/api/models/',
    method: 'GET',
    quiet: true,
    async handle(call) {
      checkMayFetch(settings(), call.identity);
      const left = new AbortController();
      const { signal } = call;
      signal.addEventListener('abort', () => left.abort(signal.reason), { once: true });
      const plan = await fetches.plan(call.rest, variantOf(call), left.signal);
      sendJson(call.exchange, 200, plan);
    },
  };
}

/**
 * `POST /api/fetch` with `{"model", "variant"}`: begins to fetch a model, or joins whoever did.
 * Answers once its files can be asked for under `/models/{id}/`, where they come as they arrive.
 */
export function modelFetch({ settings, fetches }: ModelFetchParts): ApiAddress {
  return {
    path: '/api/fetch',
    method: 'POST',
    async handle(call) {
      const body = await readJson(call, MOST_BODY_BYTES);
      if (!v.is(fetchRequest, body))
        throw new ApiError(400, 'invalid_request', 'It takes a model and a variant, as text.');
      const { model, variant } = body;
      const mayStart = () => checkMayFetch(settings(), call.identity);
      const underway = await fetches.begin(model, variant, mayStart);
      sendJson(call.exchange, 202, { id: model, state: underway ? 'fetching' : 'ready' });
    },
  };
}
