import { OneAtATime } from '../../base/one-at-a-time.ts';
import type { ChatMessage, ChatOptions } from '../../contracts/engine.ts';
import type { ChatReply, ChatRequest, ChatResult, ChatWorkerPart } from './chat-protocol.ts';
import type { LoadedModel, ModelTarget, OnLoadProgress } from './model-slot.ts';
import { createTextBatch } from './text-batch.ts';
import type { WorkerHandler } from '../../base/worker/worker-serve.ts';

/** A loaded language model inside a worker. Never called twice at a time. */
export interface ChatRunner {
  readonly loaded: LoadedModel;
  /** Rejects with the signal's reason within one token after it fires. */
  chat(
    messages: readonly ChatMessage[],
    options: ChatOptions,
    onText: (text: string) => void,
    signal: AbortSignal,
  ): Promise<ChatReply>;
  prefill(messages: readonly ChatMessage[], signal: AbortSignal): Promise<void>;
}

/** An engine inside a worker: loads one model at a time. */
export interface ChatHost {
  /** The model, loaded once; another target replaces it. */
  ready(target: ModelTarget, onProgress: OnLoadProgress, signal: AbortSignal): Promise<ChatRunner>;
}

/**
 * Answers the page: one request after another, and one that was given up while it waited is never
 * begun.
 */
export function createChatHandler(
  host: ChatHost,
): WorkerHandler<ChatRequest, ChatWorkerPart, ChatResult> {
  const turns = new OneAtATime();

  async function answer(
    request: ChatRequest,
    part: (part: ChatWorkerPart) => void,
    signal: AbortSignal,
  ): Promise<ChatResult> {
    const onProgress: OnLoadProgress = (progress) => part({ kind: 'progress', progress });
    const runner = await host.ready(request, onProgress, signal);
    signal.throwIfAborted();
    const { loaded } = runner;
    if (request.type === 'chat') {
      const { messages, options } = request;
      const batch = createTextBatch((text) => part({ kind: 'text', text }));
      const reply = await runner.chat(messages, options, batch.push, signal);
      batch.flush();
      return { type: 'replied', reply, loaded };
    }
    if (request.type === 'prefill') await runner.prefill(request.messages, signal);
    return { type: 'ready', loaded };
  }

  return (request, part, signal) => turns.run(() => answer(request, part, signal), signal);
}
