import { linkedAbort } from '../../base/linked-abort.ts';
import type { ChatModel, ChatPart } from '../../contracts/engine.ts';
import type { ChatRequest, ChatResult, ChatWorkerPart } from './chat-protocol.ts';
import { chatWindow } from './chat-window.ts';
import { startModelWorker } from './model-jobs.ts';
import type { LoadedModel, ModelTarget } from './model-slot.ts';
import { createModelWorker } from './model-worker.ts';
import { streamParts } from './stream-parts.ts';
import type { WorkerLike } from '../../base/worker/worker-call.ts';

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

/** A model of the catalog, by transformers.js or web-llm as its entry says; weights come out of the store. */
export function createBrowserChat({
  entry,
  device,
  idleUnloadMs,
  startWorker = entry.engine === 'web-llm' ? startWebLlmWorker : () => startModelWorker('chat'),
}: BrowserChatOptions): BrowserChat {
  const worker = createModelWorker<ChatRequest, ChatWorkerPart, ChatResult>({
    startWorker,
    idleUnloadMs,
  });
  const target: ModelTarget = device ? { entry, device } : { entry };
  return {
    id: `browser-chat/${entry.id}`,
    contextTokens: chatWindow(entry.contextTokens),
    get loaded() {
      return worker.loaded;
    },
    async warmUp(onProgress, signal) {
      await worker.ask(
        { type: 'load', ...target },
        (part) => part.kind === 'progress' && onProgress(part.progress),
        signal,
      );
    },
    async prefill(messages, signal) {
      await worker.ask({ type: 'prefill', ...target, messages }, () => {}, signal);
    },
    dispose() {
      worker.dispose();
      return Promise.resolve();
    },
    async *chat(messages, options, signal): AsyncGenerator<ChatPart> {
      const startMs = performance.now();
      let firstTokenMs: number | null = null;
      // Leaving the loop early must stop the worker too.
      const leaving = linkedAbort(signal);
      try {
        const parts = streamParts<ChatWorkerPart, ChatResult>((onPart) =>
          worker.ask({ type: 'chat', ...target, messages, options }, onPart, leaving.signal),
        );
        for (;;) {
          const next = await parts.next();
          signal.throwIfAborted();
          if (!next.done && next.value.kind === 'progress') continue;
          firstTokenMs ??= performance.now() - startMs;
          if (next.done) {
            if (next.value.type !== 'replied')
              throw new Error('The worker answered something else.');
            yield { kind: 'end', ...next.value.reply, model: entry.id, firstTokenMs };
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

function startWebLlmWorker(): Worker {
  return new Worker(new URL('./web-llm/web-llm.worker.ts', import.meta.url), { type: 'module' });
}
