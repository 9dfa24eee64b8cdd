import { hash, randomBytes } from 'node:crypto';
import { ApiError } from '../api-error.ts';
import type { ApiCall } from './api-call.ts';
import { parseJson } from './parse-json.ts';
import { readBody } from './read-body.ts';

/** Tells repeats apart in the audit log; gone with the process, so that nothing can be guessed. */
const salt = randomBytes(32).toString('hex');

/** Fields by which clients of other gateways choose where a request goes and with whose key. */
const foreignFields = [
  'api_base',
  'base_url',
  'api_key',
  'api_type',
  'api_version',
  'custom_llm_provider',
];

/**
 * The JSON object that a call carries.
 * @throws ApiError 400 `invalid_json`, 413 `request_too_large`.
 */
export async function readJson(call: ApiCall, maxBytes: number): Promise<Record<string, unknown>> {
  const body = await readBody(call.exchange.request, maxBytes, call.signal);
  call.record.bytesIn = body.length;
  const text = body.toString('utf8');
  call.record.bodyHash = hash('sha256', salt + text).slice(0, 16);
  const parsed = parseJson(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ApiError(400, 'invalid_json', 'The body of this request is not a JSON object.');
  }
  const fields = parsed as Record<string, unknown>;
  for (const name of foreignFields) if (name in fields) delete fields[name];
  return fields;
}
