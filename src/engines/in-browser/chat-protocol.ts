import type { ChatEnd, ChatMessage, ChatOptions, LoadProgress } from '../../contracts/engine.ts';
import type { LoadedModel, ModelTarget } from './model-slot.ts';

/**
 * What the page asks of a worker that chats, whichever engine is in it. Every request
 * names the model, so that a worker that is started anew knows what to load. To free a model the page
 * ends the worker: memory of WebAssembly never shrinks.
 */
export type ChatRequest =
  /** Loads the model out of the store and runs it once; at once when it is loaded. */
  | (ModelTarget & { readonly type: 'load' })
  | (ModelTarget & {
      readonly type: 'chat';
      readonly messages: readonly ChatMessage[];
      readonly options: ChatOptions;
    })
  /** Reads messages into the cache without answering. */
  | (ModelTarget & { readonly type: 'prefill'; readonly messages: readonly ChatMessage[] });

/** Sent ahead of the result: progress of a load, then text of the reply without any thinking. */
export type ChatWorkerPart =
  | { readonly kind: 'progress'; readonly progress: LoadProgress }
  | { readonly kind: 'text'; readonly text: string };

/** What a worker knows of a reply; the page adds who served and when the first text came. */
export type ChatReply = Omit<ChatEnd, 'model' | 'firstTokenMs'>;

export type ChatResult =
  | { readonly type: 'ready'; readonly loaded: LoadedModel }
  | { readonly type: 'replied'; readonly reply: ChatReply; readonly loaded: LoadedModel };
