import * as v from 'valibot';
import { ApiError } from '../api-error.ts';

const MOST_CHARACTERS = 300;

/** The model of a request, as the client names it; `auto` and the rules choose without one. */
export const modelName = v.message(
  v.pipe(v.string(), v.maxLength(MOST_CHARACTERS)),
  'model must be a name.',
);

/**
 * A request as its schema has it; the sentence of what is wrong is the schema's own.
 * @throws ApiError 400 `invalid_request` naming the field.
 */
export function checkRequest<Schema extends v.GenericSchema>(
  schema: Schema,
  request: Readonly<Record<keyof v.InferInput<Schema>, unknown>>,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, request, { abortEarly: true });
  if (result.success) return result.output;
  const [{ path, message }] = result.issues;
  throw invalidRequest(String(path?.[0].key), message);
}

/** Refuses a request for one of its fields. */
export function invalidRequest(param: string, message: string): ApiError {
  return new ApiError(400, 'invalid_request', message, { param });
}
