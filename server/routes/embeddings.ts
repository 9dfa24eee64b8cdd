import { sendJson } from '../exchange.ts';
import type { EmbedAnswer, EmbedCall } from '../jobs/embed.ts';
import { readEmbedRequest } from '../requests/embed-request.ts';
import type { ApiAddress } from './api-call.ts';
import type { ApiServices } from './api-services.ts';
import { readJson } from './read-json.ts';
import { wholeAnswer } from './whole-answer.ts';

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
