import { linkedAbort } from '../../base/linked-abort.ts';
import { OneAtATime } from '../../base/one-at-a-time.ts';
import { ParleyError } from '../../base/parley-error.ts';
import type { ChatModel, ChatPart } from '../../contracts/engine.ts';
import { chatWindow } from './chat-window.ts';
import type { ChatRequest, ChatResult, ChatWorkerPart } from './chat-protocol.ts';
import { createIdleTimer } from './idle-timer.ts';
import type { LoadedModel, ModelTarget } from './model-slot.ts';
import { streamParts } from './stream-parts.ts';
import { createWorkerCall, type WorkerLike } from './worker-call.ts';

export interface BrowserChatOptions extends ModelTarget {
  /** After so long without a call the model leaves memory; the next call loads it again. */
  readonly idleUnloadMs?: number;
  readonly startWorker?: () => WorkerLike;
}

/** A language model in a worker of this browser. */
export interface BrowserChat extends ChatModel {
  /** What runs and how long it took to load; null while nothing is in memory. */
  readonly loaded: LoadedModel | null;
}

const IDLE_UNLOAD_MS = 5 * 60_000;

/** After these nothing in the worker can be trusted; the next call starts another. */
const FATAL = new Set(['gpu-lost', 'chat-out-of-memory', 'engine-stopped']);

/** A model of the catalog, by transformers.js or web-llm as its entry says; weights come out of the store. */
export function createBrowserChat({
  entry,
  device,
  idleUnloadMs = IDLE_UNLOAD_MS,
  startWorker = startChatWorker,
}: BrowserChatOptions): BrowserChat {
  const worker = createWorkerCall<ChatRequest, ChatWorkerPart, ChatResult>(startWorker);
  const turns = new OneAtATime();
  const target: ModelTarget = device ? { entry, device } : { entry };
  let loaded: LoadedModel | null = null;
  const idle = createIdleTimer(idleUnloadMs, stop);

  function stop(): void {
    loaded = null;
    worker.stop();
  }

  /** One request in a turn of its own; errors that end the worker end it. */
  async function ask(
    request: ChatRequest,
    onPart: (part: ChatWorkerPart) => void,
    signal: AbortSignal,
  ): Promise<ChatResult> {
    const done = await turns.turn(signal);
    const busy = idle.busy();
    try {
      const result = await worker.call(request, { onPart }, signal);
      ({ loaded } = result);
      return result;
    } catch (error) {
      if (error instanceof ParleyError && FATAL.has(error.code)) stop();
      throw error;
    } finally {
      busy();
      done();
    }
  }

  return {
    id: `browser-chat/${entry.id}`,
    contextTokens: chatWindow(entry.contextTokens),
    get loaded() {
      return loaded;
    },
    async warmUp(onProgress, signal) {
      await ask(
        { type: 'load', ...target },
        (part) => part.kind === 'progress' && onProgress(part.progress),
        signal,
      );
    },
    async prefill(messages, signal) {
      await ask({ type: 'prefill', ...target, messages }, () => {}, signal);
    },
    dispose() {
      idle.stop();
      stop();
      return Promise.resolve();
    },
    async *chat(messages, options, signal): AsyncGenerator<ChatPart> {
      const startMs = performance.now();
      let firstMs: number | null = null;
      // Leaving the loop early must stop the worker too.
      const leaving = linkedAbort(signal);
      try {
        const parts = streamParts<ChatWorkerPart, ChatResult>((onPart) =>
          ask({ type: 'chat', ...target, messages, options }, onPart, leaving.signal),
        );
        for (;;) {
          const next = await parts.next();
          signal.throwIfAborted();
          if (next.done || next.value.kind === 'text') firstMs ??= performance.now() - startMs;
          if (next.done) {
            if (next.value.type !== 'replied')
              throw new Error('The worker answered another question.');
            const { reply } = next.value;
            yield { kind: 'end', ...reply, model: entry.id, firstTokenMs: firstMs ?? 0 };
            return;
          }
          if (next.value.kind === 'text') yield next.value;
        }
      } finally {
        leaving.abort();
      }
    },
  };
}

function startChatWorker(): Worker {
  return new Worker(new URL('./chat.worker.ts', import.meta.url), { type: 'module' });
}
