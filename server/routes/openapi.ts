import { sendJson } from '../exchange.ts';
import { openapiDescription } from '../openapi/openapi-description.ts';
import type { ApiAddress } from './api-call.ts';

/** `GET /api/openapi.json`: a description of all addresses for tools. */
export function openapi(): ApiAddress {
  return {
    path: '/api/openapi.json',
    method: 'GET',
    quiet: true,
    handle({ exchange }) {
      sendJson(exchange, 200, openapiDescription);
      return Promise.resolve();
    },
  };
}
