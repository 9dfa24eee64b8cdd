import * as v from 'valibot';
import type { EmbedCall } from '../jobs/embed.ts';
import { checkRequest, modelName } from './check-request.ts';

const MAX_INPUTS = 2048;
const isInput = `input must be a text or at most ${MAX_INPUTS} texts, none of them empty.`;
const isLength = 'dimensions must be a whole number above 0.';

const text = v.pipe(v.string(), v.nonEmpty());
const token = v.pipe(v.number(), v.integer(), v.minValue(0));
const some = <Item extends v.GenericSchema>(item: Item) =>
  v.pipe(v.array(item), v.nonEmpty(), v.maxLength(MAX_INPUTS));

/** The body of `POST /v1/embeddings`. */
export const embeddingRequest = v.object({
  model: v.optional(modelName),
  dimensions: v.message(v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1))), isLength),
  encoding_format: v.optional(v.fallback(v.picklist(['float', 'base64']), 'float'), 'float'),
  input: v.message(
    v.union([text, some(text), some(token), some(v.pipe(v.array(token), v.nonEmpty()))]),
    isInput,
  ),
});

/** What is to be turned into vectors, checked and reduced to what we know. */
export interface EmbedRequest {
  readonly model: string | undefined;
  readonly input: EmbedCall['input'];
  readonly base64: boolean;
  readonly dimensions: number | undefined;
}

/**
 * Reads the body of a request for vectors. Unknown parameters are dropped.
 * @throws ApiError 400 `invalid_request` naming the field.
 */
export function readEmbedRequest(body: Readonly<Record<string, unknown>>): EmbedRequest {
  const { model, encoding_format, dimensions } = body;
  // One token without its list is no request of the dialect, and was always understood.
  const input = typeof body['input'] === 'number' ? [body['input']] : body['input'];
  const checked = checkRequest(embeddingRequest, { model, input, encoding_format, dimensions });
  return {
    model: checked.model || undefined,
    input: listed(checked.input),
    base64: checked.encoding_format === 'base64',
    dimensions: checked.dimensions ?? undefined,
  };
}

/** A text, texts, the tokens of one text, or of several. */
function listed(input: v.InferOutput<typeof embeddingRequest>['input']): EmbedCall['input'] {
  if (typeof input === 'string') return [input];
  return typeof input[0] === 'number' ? [input as number[]] : (input as string[] | number[][]);
}
