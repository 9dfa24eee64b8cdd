import { ApiError } from '../api-error.ts';
import { sendJson } from '../exchange.ts';
import type { EmbedAnswer, EmbedCall } from '../jobs/embed.ts';
import type { ApiAddress } from './api-call.ts';
import type { ApiServices } from './api-services.ts';
import { readJson } from './read-json.ts';
import { wholeAnswer } from './whole-answer.ts';

const MAX_INPUTS = 2048;

interface EmbedRequest {
  readonly model: string | undefined;
  readonly input: EmbedCall['input'];
  readonly base64: boolean;
  readonly dimensions: number | undefined;
}

/** `POST /v1/embeddings`: vectors as numbers, or as base64 of little-endian floats. */
export function embeddings(services: ApiServices): ApiAddress {
  return {
    path: '/v1/embeddings',
    method: 'POST',
    job: 'embed',
    async handle(call) {
      const { exchange, record } = call;
      const body = await readJson(call, services.settings().limits.bodyBytes);
      const { model, input, base64, dimensions } = readEmbedRequest(body);
      const answer = await wholeAnswer(
        services,
        call,
        { job: 'embed', model },
        ({ provider, model }, signal) =>
          provider.embed?.(
            { model, input, ...(dimensions === undefined ? {} : { dimensions }) },
            signal,
          ),
      );
      const tokens = answer.promptTokens ?? estimateTokens(input);
      record.promptTokens = tokens;
      sendJson(exchange, 200, {
        object: 'list',
        data: writeVectors(answer, base64),
        model: record.model,
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      });
    },
  };
}

function readEmbedRequest(body: Readonly<Record<string, unknown>>): EmbedRequest {
  const { model, input, encoding_format: encoding, dimensions } = body;
  if (model !== undefined && (typeof model !== 'string' || model.length > 300)) {
    throw invalid('model', 'model must be a name.');
  }
  if (
    dimensions !== undefined &&
    dimensions !== null &&
    !(Number.isInteger(dimensions) && (dimensions as number) > 0)
  ) {
    throw invalid('dimensions', 'dimensions must be a whole number above 0.');
  }
  return {
    model: model === '' ? undefined : model,
    input: readInput(input),
    base64: encoding === 'base64',
    dimensions: typeof dimensions === 'number' ? dimensions : undefined,
  };
}

/** A text, texts, token numbers, or lists of token numbers. */
function readInput(input: unknown): EmbedCall['input'] {
  const list: unknown[] = Array.isArray(input) ? input : [input];
  const some = list.length > 0 && list.length <= MAX_INPUTS;
  if (some && list.every((it): it is string => typeof it === 'string' && it !== '')) return list;
  if (some && list.every(isToken)) return [list];
  if (
    some &&
    list.every((it): it is number[] => Array.isArray(it) && it.length > 0 && it.every(isToken))
  ) {
    return list;
  }
  throw invalid(
    'input',
    `input must be a text or at most ${MAX_INPUTS} texts, none of them empty.`,
  );
}

function isToken(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function writeVectors({ vectors }: EmbedAnswer, base64: boolean): unknown[] {
  return vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: base64 ? toBase64(vector) : Array.from(vector),
  }));
}

function toBase64(vector: readonly number[] | Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (let index = 0; index < vector.length; index++) {
    bytes.writeFloatLE(vector[index] as number, index * 4);
  }
  return bytes.toString('base64');
}

/** Four characters make a token, roughly; for upstreams that do not count. */
function estimateTokens(input: EmbedCall['input']): number {
  let tokens = 0;
  for (const one of input)
    tokens += typeof one === 'string' ? Math.ceil(one.length / 4) : one.length;
  return tokens;
}

function invalid(param: string, message: string): ApiError {
  return new ApiError(400, 'invalid_request', message, { param });
}
