import { availableParallelism } from 'node:os';
import type { ChatCall, ChatEvents } from '../../jobs/chat.ts';
import type { EmbedAnswer, EmbedCall } from '../../jobs/embed.ts';
import type { Provider, UpstreamModel } from '../provider.ts';
import type { ProviderParts } from '../provider-parts.ts';
import type { SpeakCall, SpeakEvents } from '../../jobs/speak.ts';
import { speechPcm } from '../speech-recording.ts';
import { TokenTimer } from '../token-timer.ts';
import type { TranscribeAnswer, TranscribeCall } from '../../jobs/transcribe.ts';
import { UpstreamError } from '../upstream-error.ts';
import { chatWork } from './chat-work.ts';
import { EmbeddedModel } from './embedded-model.ts';
import type { Work, WorkPart, WorkResult } from './embedded-protocol.ts';
import { readShelf } from './model-shelf.ts';
import type { ShelfModel } from './shelf-model.ts';
import { SlowReader } from './slow-reader.ts';
import { startWorker } from './start-worker.ts';
import { Stop, type StopSignal } from '../../stop-signal.ts';

/** More bring little for small models. */
const MAX_THREADS = 4;
/** How often a client hears that a model is still being loaded. */
const LOADING_EVERY_MS = 5000;
const BYTES_PER_SECOND = 32_000;

/**
 * Small models on this very machine: transformers.js on ONNX Runtime, one worker thread for every
 * model in use, so that inference never holds up the companion itself.
 */
export class EmbeddedProvider implements Provider {
  readonly #parts: ProviderParts;
  readonly #loaded = new Map<string, EmbeddedModel>();
  #shelf: ReadonlyMap<string, ShelfModel> = new Map();
  #closed = false;

  constructor(parts: ProviderParts) {
    this.#parts = parts;
  }

  async models(): Promise<readonly UpstreamModel[]> {
    const { modelsDirs, catalogDir } = this.#parts;
    const shelf = await readShelf(modelsDirs, catalogDir);
    this.#shelf = new Map(shelf.map((model) => [model.id, model]));
    return shelf.map(({ id, job, contextTokens }) => ({
      id,
      jobs: [job],
      loaded: this.#loaded.get(id)?.inMemory ?? false,
      ...(contextTokens === undefined ? {} : { contextTokens }),
    }));
  }

  async chat(call: ChatCall, events: ChatEvents, signal: StopSignal): Promise<void> {
    const model = await this.#model(call.model, 'chat');
    const reader = new SlowReader(() => events.ready());
    const result = await this.#timed(
      model,
      chatWork(call),
      (part) => {
        if (part.job !== 'chat') return;
        const delta = { index: 0, content: part.text };
        reader.pass(() => events.chunk({ deltas: [delta] }));
      },
      signal,
      () => events.loading(),
    );
    await reader.done(signal);
    if (result.job !== 'chat') return;
    const { finishReason, promptTokens, completionTokens } = result;
    events.chunk({
      deltas: [{ index: 0, finishReason }],
      usage: {
        prompt_tokens: promptTokens,
        completion_tokens: completionTokens,
        total_tokens: promptTokens + completionTokens,
      },
    });
  }

  async speak(call: SpeakCall, events: SpeakEvents, signal: StopSignal): Promise<void> {
    const model = await this.#model(call.model, 'speak');
    const reader = new SlowReader(() => events.ready());
    let begun = false;
    await this.#timed(
      model,
      { job: 'speak', text: call.text, speed: call.speed },
      (part) => {
        if (part.job !== 'speak') return;
        const { samples, sampleRateHz } = part;
        reader.pass(() => {
          if (!begun) events.start({ format: 'pcm', sampleRateHz });
          begun = true;
          return events.bytes(Buffer.from(samples.buffer, samples.byteOffset, samples.length));
        });
      },
      signal,
    );
    await reader.done(signal);
    if (begun) return;
    throw refused('There is nothing in this text that can be spoken.', 'input');
  }

  async transcribe(call: TranscribeCall, signal: StopSignal): Promise<TranscribeAnswer> {
    const model = await this.#model(call.model, 'transcribe');
    const samples = await speechPcm(call.recording, this.#parts.ffmpeg, signal);
    const { language: asked, candidates } = call;
    const work = { job: 'transcribe', samples, language: asked, candidates } as const;
    const result = await this.#whole(model, work, signal);
    if (result.job !== 'transcribe') throw new UpstreamError('garbage');
    const { segments, language, fit } = result;
    return {
      text: segments.map(({ text }) => text).join(' '),
      language,
      durationS: samples.length / BYTES_PER_SECOND,
      segments,
      ...(fit ? { fit } : {}),
    };
  }

  async embed(call: EmbedCall, signal: StopSignal): Promise<EmbedAnswer> {
    const model = await this.#model(call.model, 'embed');
    const texts = call.input.filter((it) => typeof it === 'string');
    if (texts.length < call.input.length) {
      throw refused('This model takes texts, not token numbers.', 'input');
    }
    const result = await this.#whole(model, { job: 'embed', texts }, signal);
    if (result.job !== 'embed') throw new UpstreamError('garbage');
    const { vectors, promptTokens } = result;
    const size = vectors[0]?.length ?? 0;
    if (call.dimensions !== undefined && call.dimensions !== size) {
      throw refused(`The vectors of this model have ${size} numbers.`, 'dimensions');
    }
    return { vectors, promptTokens };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#loaded.values()].map((model) => model.close()));
    this.#loaded.clear();
  }

  async #model(id: string, job: ShelfModel['job']): Promise<EmbeddedModel> {
    if (!this.#shelf.has(id)) await this.models();
    const model = this.#shelf.get(id);
    if (model?.job !== job || this.#closed) {
      throw new UpstreamError('status', { status: 404, refusal: 'model-unknown' });
    }
    let loaded = this.#loaded.get(id);
    if (!loaded) {
      const { settings } = this.#parts;
      const threads =
        settings.threads ?? Math.max(1, Math.min(MAX_THREADS, availableParallelism() - 1));
      loaded = new EmbeddedModel({ model, threads }, settings.idleUnloadMs, startWorker);
      this.#loaded.set(id, loaded);
    }
    return loaded;
  }

  /** Work whose pieces come one by one: each has its time. */
  async #timed(
    model: EmbeddedModel,
    work: Work,
    onPart: (part: WorkPart) => void,
    signal: StopSignal,
    onLoading?: () => void,
  ): Promise<WorkResult> {
    const ended = new Stop();
    const leave = () => ended.abort(signal.reason);
    const timer = new TokenTimer(this.#parts.settings.timeouts, (error) => ended.abort(error));
    const tellLoading = () => {
      if (model.inMemory) return;
      timer.loading();
      onLoading?.();
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    tellLoading();
    const pulse = setInterval(tellLoading, LOADING_EVERY_MS);
    try {
      return await model.run(
        work,
        (part) => {
          timer.token();
          onPart(part);
        },
        ended,
      );
    } finally {
      clearInterval(pulse);
      timer.stop();
      signal.removeEventListener('abort', leave);
    }
  }

  /** Work that is answered in one piece. */
  async #whole(model: EmbeddedModel, work: Work, signal: StopSignal): Promise<WorkResult> {
    const { answerMs, loadingMs } = this.#parts.settings.timeouts;
    const ended = new Stop();
    const leave = () => ended.abort(signal.reason);
    const timer = setTimeout(
      () => ended.abort(new UpstreamError('first-timeout')),
      model.inMemory ? answerMs : answerMs + loadingMs,
    );
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    try {
      return await model.run(work, () => undefined, ended);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
    }
  }
}

function refused(sentence: string, param: string): UpstreamError {
  return new UpstreamError('status', { status: 400, sentence, param });
}
