import { ParleyError } from '../base/parley-error.ts';
import type { ChatEnd, ChatModel, ChatPart } from '../contracts/engine.ts';
import { inTurn, type Attempt } from './in-turn.ts';
import type { Scope, Switchboard } from './switchboard.ts';
import { warmTarget } from './warm-target.ts';

/** What nearly every model can hold. */
const CONTEXT_TOKENS = 4096;

function speedOf({ firstTokenMs, tokensPerSecond }: ChatEnd) {
  return { firstMs: firstTokenMs, ...(tokensPerSecond ? { tokensPerSecond } : {}) };
}

/**
 * The chat model of a lesson: each call goes to the best target there is then. One that fails
 * before its first word is replaced unnoticed; after it the reply ends with `reply-cut`, whose
 * `params.next` is how many others could be asked anew.
 */
export function createPanelChat(board: Switchboard, scope: Scope, onCall: () => void): ChatModel {
  const first = () => board.inOrder('chat', scope)[0];
  return {
    id: 'panel/chat',
    get contextTokens() {
      return first()?.engine(scope.policy).contextTokens ?? CONTEXT_TOKENS;
    },
    async warmUp(onProgress, signal) {
      const target = first();
      if (!target) throw noChat(undefined);
      await warmTarget(board, target, scope, onProgress, signal);
    },
    // Engines belong to the panel and outlive the lesson.
    dispose: () => Promise.resolve(),
    async prefill(messages, signal) {
      const target = first();
      if (!target) return;
      const done = await board.parts.memory.begin(target);
      await target.engine(scope.policy).prefill(messages, signal).finally(done);
    },
    chat(messages, options, signal) {
      onCall();
      const turn: Attempt<'chat', ChatPart> = {
        async *ask({ engine, signal, asked, took }) {
          asked();
          let ended = false;
          for await (const part of engine.chat(messages, options, signal)) {
            if (part.kind === 'end') {
              ended = true;
              took(speedOf(part));
            }
            yield part;
          }
          if (!ended) throw new Error('The reply has no end.');
        },
        commits: ({ kind }) => kind === 'text',
        cut: replyCut,
        none: noChat,
      };
      return inTurn(board, 'chat', board.decide('chat', scope, options.task), turn, signal);
    },
  };
}

function replyCut(cause: unknown, next: number): ParleyError {
  return new ParleyError(
    'reply-cut',
    'The answer broke off in the middle.',
    'I say it again from the beginning.',
    { cause, params: { next } },
  );
}

function noChat(cause: unknown): ParleyError {
  return new ParleyError(
    'chat-none',
    'No language model can answer now.',
    'The lesson goes on with its own words. The Routes page says what is missing.',
    cause === undefined ? {} : { cause },
  );
}
