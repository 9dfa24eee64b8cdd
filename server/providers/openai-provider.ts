import type { ChatAnswer, ChatCall, ChatEvents } from '../jobs/chat.ts';
import type { EmbedAnswer, EmbedCall } from '../jobs/embed.ts';
import { openAiSpeak, openAiTranscribe } from './openai-audio.ts';
import { readAnswer, readUsage } from './openai-chat-dialect.ts';
import { OpenAiChatStream } from './openai-chat-stream.ts';
import type { Provider, UpstreamModel } from './provider.ts';
import type { ProviderParts } from './provider-parts.ts';
import { isRecord, parseAnswer, readWhole, readWholeAs } from './read-whole.ts';
import type { SpeakCall, SpeakEvents } from '../jobs/speak.ts';
import { TokenTimer } from './token-timer.ts';
import type { TranscribeAnswer, TranscribeCall } from '../jobs/transcribe.ts';
import { UpstreamError } from './upstream-error.ts';
import { UpstreamHttp, type Stoppable } from './upstream-http.ts';
import type { StopSignal } from '../stop-signal.ts';

const PROBE_MS = 5000;
const json = { 'content-type': 'application/json' };

/** Any server that speaks the OpenAI dialect: vLLM, llama.cpp, LocalAI, Speaches, a cloud. */
export class OpenAiProvider implements Provider {
  readonly #parts: ProviderParts;
  readonly #http: UpstreamHttp;
  /** Configured addresses come with and without `/v1`. */
  readonly #root: string;

  constructor(parts: ProviderParts) {
    this.#parts = parts;
    this.#http = new UpstreamHttp(parts.settings, parts.secretHeaders);
    this.#root = /\/v\d+\/?$/.test(new URL(parts.settings.url ?? '').pathname) ? '' : '/v1';
  }

  async models(signal: StopSignal): Promise<readonly UpstreamModel[]> {
    const request = { method: 'GET', path: `${this.#root}/models` } as const;
    const { body } = await readWhole(this.#http, request, PROBE_MS, signal);
    const { data } = parseAnswer(body);
    if (!Array.isArray(data)) throw new UpstreamError('garbage');
    return data.filter(isRecord).flatMap((entry) => {
      if (typeof entry['id'] !== 'string' || entry['id'] === '') return [];
      // vLLM's name for the window.
      const window = entry['max_model_len'];
      return [
        { id: entry['id'], ...(typeof window === 'number' ? { contextTokens: window } : {}) },
      ];
    });
  }

  async chat(call: ChatCall, events: ChatEvents, signal: StopSignal): Promise<void> {
    const { settings, onMalformed } = this.#parts;
    let stoppable: Stoppable | undefined;
    let timer: TokenTimer | undefined;
    const reader = new OpenAiChatStream(
      events,
      () => stoppable as Stoppable,
      () => timer as TokenTimer,
      onMalformed,
    );
    try {
      await this.#http.send(
        {
          method: 'POST',
          path: `${this.#root}/chat/completions`,
          headers: streamHeaders,
          body: this.#body(call, { stream: true, stream_options: { include_usage: true } }),
        },
        reader,
        signal,
        (begun) => {
          stoppable = begun;
          timer = new TokenTimer(settings.timeouts, (error) => begun.stop(error));
        },
      );
    } finally {
      timer?.stop();
    }
  }

  complete(call: ChatCall, signal: StopSignal): Promise<ChatAnswer> {
    return readWholeAs(
      this.#http,
      {
        method: 'POST',
        path: `${this.#root}/chat/completions`,
        headers: json,
        body: this.#body(call, undefined),
      },
      this.#parts.settings.timeouts.answerMs,
      signal,
      ({ body }) => readAnswer(parseAnswer(body)),
    );
  }

  async embed(call: EmbedCall, signal: StopSignal): Promise<EmbedAnswer> {
    const { body } = await readWhole(
      this.#http,
      {
        method: 'POST',
        path: `${this.#root}/embeddings`,
        headers: json,
        // Floats, because servers that do not know base64 send them anyway.
        body: JSON.stringify({ ...call, encoding_format: 'float' }),
      },
      this.#parts.settings.timeouts.answerMs,
      signal,
    );
    const answer = parseAnswer(body);
    const vectors = readVectors(answer['data'], call.input.length);
    const usage = readUsage(answer['usage']);
    return usage ? { vectors, promptTokens: usage.prompt_tokens } : { vectors };
  }

  transcribe(call: TranscribeCall, signal: StopSignal): Promise<TranscribeAnswer> {
    return openAiTranscribe(this.#http, this.#root, call, this.#parts.settings, signal);
  }

  speak(call: SpeakCall, events: SpeakEvents, signal: StopSignal): Promise<void> {
    return openAiSpeak(this.#http, this.#root, call, events, this.#parts.settings, signal);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #body({ model, messages, parameters }: ChatCall, more: object | undefined): string {
    const { tokenLimitField } = this.#parts.settings;
    const body: Record<string, unknown> = { model, messages };
    for (const name in parameters) {
      body[name === 'max_tokens' ? tokenLimitField : name] = parameters[name];
    }
    return JSON.stringify(more ? Object.assign(body, more) : body);
  }
}

const streamHeaders = { ...json, accept: 'text/event-stream' };

function readVectors(data: unknown, wanted: number): number[][] {
  const vectors: number[][] = [];
  for (const [position, entry] of (Array.isArray(data) ? data : []).entries()) {
    if (!isRecord(entry)) throw new UpstreamError('garbage');
    const index = typeof entry['index'] === 'number' ? entry['index'] : position;
    const vector: unknown = entry['embedding'];
    if (!Array.isArray(vector) || vector.length === 0) throw new UpstreamError('garbage');
    vectors[index] = vector as number[];
  }
  // One answer per question, or we would tell a client that texts are alike which are not.
  if (vectors.length !== wanted || vectors.includes(undefined as never)) {
    throw new UpstreamError('garbage');
  }
  return vectors;
}
