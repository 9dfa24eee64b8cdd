import type { ChatCall, ChatEvents } from '../jobs/chat.ts';
import type { EmbedAnswer, EmbedCall } from '../jobs/embed.ts';
import { OllamaChatStream } from './ollama-chat-stream.ts';
import { ollamaMessages, ollamaParameters } from './ollama-messages.ts';
import type { Provider, UpstreamModel } from './provider.ts';
import type { ProviderParts } from './provider-parts.ts';
import { isCount, isRecord, parseAnswer, readWhole } from './read-whole.ts';
import { TokenTimer } from './token-timer.ts';
import { UpstreamError } from './upstream-error.ts';
import { UpstreamHttp } from './upstream-http.ts';
import type { StopSignal } from '../stop-signal.ts';

const PROBE_MS = 5000;
const json = { 'content-type': 'application/json' };

/** Ollama through its own API, which tells what is loaded and keeps models loaded on request. */
export class OllamaProvider implements Provider {
  readonly #parts: ProviderParts;
  readonly #http: UpstreamHttp;
  /** As of the last look; a model that is not in it is likely to be loaded first. */
  #loaded: ReadonlySet<string> = new Set();

  constructor(parts: ProviderParts) {
    this.#parts = parts;
    this.#http = new UpstreamHttp(parts.settings, parts.secretHeaders);
  }

  async models(signal: StopSignal): Promise<readonly UpstreamModel[]> {
    const [installed, running] = await Promise.all([
      this.#list('/api/tags', signal),
      this.#list('/api/ps', signal),
    ]);
    this.#loaded = new Set(running);
    return installed.map((id) => ({ id, loaded: this.#loaded.has(id) }));
  }

  async chat(call: ChatCall, events: ChatEvents, signal: StopSignal): Promise<void> {
    let timer: TokenTimer | undefined;
    const loading = !this.#isLoaded(call.model);
    try {
      await this.#http.send(
        {
          method: 'POST',
          path: '/api/chat',
          headers: json,
          body: JSON.stringify({
            model: call.model,
            messages: ollamaMessages(call.messages),
            stream: true,
            ...ollamaParameters(call.parameters, this.#contextOf(call.model)),
            ...this.#keepAlive(),
          }),
        },
        new OllamaChatStream(events, () => timer as TokenTimer, this.#parts.onMalformed),
        signal,
        (begun) => {
          timer = new TokenTimer(this.#parts.settings.timeouts, (error) => begun.stop(error));
          if (!loading) return;
          timer.loading();
          events.loading();
        },
      );
      this.#loaded = new Set([...this.#loaded, call.model]);
    } finally {
      timer?.stop();
    }
  }

  async embed({ model, input, dimensions }: EmbedCall, signal: StopSignal): Promise<EmbedAnswer> {
    if (typeof input[0] !== 'string') {
      throw new UpstreamError('status', {
        status: 400,
        sentence: 'This model takes texts, not token numbers.',
        param: 'input',
      });
    }
    const { timeouts } = this.#parts.settings;
    const { body } = await readWhole(
      this.#http,
      {
        method: 'POST',
        path: '/api/embed',
        headers: json,
        body: JSON.stringify({ model, input, dimensions, ...this.#keepAlive() }),
      },
      this.#isLoaded(model) ? timeouts.answerMs : Math.max(timeouts.answerMs, timeouts.loadingMs),
      signal,
    );
    const answer = parseAnswer(body);
    const vectors: unknown = answer['embeddings'];
    if (!Array.isArray(vectors) || vectors.length !== input.length) {
      throw new UpstreamError('garbage');
    }
    const promptTokens = answer['prompt_eval_count'];
    return {
      vectors: vectors as number[][],
      ...(isCount(promptTokens) ? { promptTokens } : {}),
    };
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /** Names are told with their tag, and may be asked for without it. */
  #isLoaded(model: string): boolean {
    return this.#loaded.has(model) || this.#loaded.has(`${model}:latest`);
  }

  #contextOf(model: string): number | undefined {
    return this.#parts.settings.models?.find(({ id }) => id === model)?.contextTokens;
  }

  #keepAlive(): { keep_alive?: string } {
    const { keepAlive } = this.#parts.settings;
    return keepAlive === undefined ? {} : { keep_alive: keepAlive };
  }

  async #list(path: string, signal: StopSignal): Promise<string[]> {
    const { body } = await readWhole(this.#http, { method: 'GET', path }, PROBE_MS, signal);
    const { models } = parseAnswer(body);
    if (!Array.isArray(models)) throw new UpstreamError('garbage');
    return models
      .filter(isRecord)
      .flatMap((entry) => (typeof entry['name'] === 'string' ? [entry['name']] : []));
  }
}
