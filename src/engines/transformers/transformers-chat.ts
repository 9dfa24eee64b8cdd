import {
  AutoModelForCausalLM,
  AutoTokenizer,
  type PreTrainedModel,
  type PreTrainedTokenizer,
} from '@huggingface/transformers';
import type { ModelEntry } from '../../contracts/catalog.ts';
import type { ChatMessage, ChatOptions } from '../../contracts/engine.ts';
import type { WeightsSource } from '../../model-store/weights-source.ts';
import { breatheBetweenRuns } from './breath.ts';
import type { ChatRunner } from '../in-browser/chat-host.ts';
import type { ChatReply } from '../in-browser/chat-protocol.ts';
import { createChatPrompt } from './chat-prompt.ts';
import { chatWindow, fitMessages, promptTokens, replyTokens } from '../in-browser/chat-window.ts';
import type { RunPlan } from '../in-browser/choose-variant.ts';
import { asEngineError, engineError } from '../in-browser/engine-error.ts';
import { readLibraryFrom } from './library-weights.ts';
import { ReplyText } from '../in-browser/reply-text.ts';
import { SchemaConstraint } from './schema-constraint.ts';
import { createSchemaMachine } from './schema-machine.ts';
import { tokenBytes } from './token-bytes.ts';
import { createTokenDecoder, type OwnSettings } from './token-decoder.ts';
import { TokenText } from './token-text.ts';

/**
 * The messages with the wish for JSON at the end of the learner's last one. It stands at the end so
 * that what comes before stays as it was, and a cache of it useful.
 */
function withSchema(
  messages: readonly ChatMessage[],
  schema: ChatOptions['schema'],
): readonly ChatMessage[] {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  if (!schema || last < 0) return messages;
  const wish = `Answer with one line of JSON that follows this schema: ${JSON.stringify(schema)}`;
  return messages.map((message, index) =>
    index === last ? { ...message, content: `${message.content}\n\n${wish}` } : message,
  );
}

/** A language model in memory, for a worker. One call at a time. */
export interface TransformersChat extends Pick<ChatRunner, 'chat' | 'prefill'> {
  dispose(): Promise<void>;
}

interface Loaded {
  readonly tokenizer: PreTrainedTokenizer;
  readonly model: PreTrainedModel;
}

async function open(
  entry: ModelEntry,
  plan: RunPlan,
  weights: WeightsSource,
  signal: AbortSignal,
  onRead?: (path: string) => void,
): Promise<Loaded> {
  const problems = readLibraryFrom(weights, entry, signal, onRead);
  try {
    const [tokenizer, model] = await Promise.all([
      AutoTokenizer.from_pretrained(entry.id),
      AutoModelForCausalLM.from_pretrained(entry.id, {
        device: plan.device,
        dtype: plan.variant.dtype as 'q8',
      }),
    ]);
    return { tokenizer, model };
  } catch (error) {
    signal.throwIfAborted();
    throw asEngineError(problems[0] ?? error, entry.name);
  }
}

/** Loads `entry` as `plan` says and reads one token, so that the first reply is not the slowest. */
export async function loadTransformersChat(
  entry: ModelEntry,
  plan: RunPlan,
  weights: WeightsSource,
  signal: AbortSignal,
  onRead?: (path: string) => void,
): Promise<TransformersChat> {
  const { tokenizer, model } = await open(entry, plan, weights, signal, onRead);
  breatheBetweenRuns(model);
  const own = (model.generation_config ?? {}) as OwnSettings;
  const decoder = createTokenDecoder(model, own, tokenizer.eos_token_id);
  const prompt = createChatPrompt(tokenizer);
  const window = chatWindow(entry.contextTokens);
  const asText = { skip_special_tokens: true, clean_up_tokenization_spaces: false };
  const decode = (ids: readonly bigint[]) =>
    ids.length === 0 ? '' : tokenizer.decode([...ids], asText);

  let bytes: ReturnType<typeof tokenBytes> | undefined;

  /** Undefined where the schema or the vocabulary is of a kind that cannot be followed. */
  function constraintOf(schema: ChatOptions['schema']): SchemaConstraint | undefined {
    const machine = schema && createSchemaMachine(schema);
    if (!machine) return undefined;
    bytes ??= tokenBytes(tokenizer);
    return bytes ? new SchemaConstraint(machine, bytes, decoder.ends) : undefined;
  }

  /** What a library throws becomes an error that says what to do; an abort stays what it is. */
  async function guarded<T>(work: () => Promise<T>, stop: AbortSignal): Promise<T> {
    try {
      return await work();
    } catch (error) {
      stop.throwIfAborted();
      throw asEngineError(error, entry.name);
    }
  }

  /** Tokens of the prompt, oldest turns left out where there are too many. */
  function promptOf(messages: readonly ChatMessage[], reply: number): bigint[] {
    const limit = promptTokens(window, reply);
    const whole = prompt.tokens(messages);
    const count = (some: readonly ChatMessage[]) => prompt.tokens(some).length;
    // Nearly always all of it fits, and is not read twice.
    const ids = whole.length <= limit ? whole : prompt.tokens(fitMessages(messages, limit, count));
    // What must stay may be more than a prompt should have, as long as some reply still fits.
    const most = window - Math.min(reply, window >> 3);
    if (ids.length > most)
      throw engineError('chat-too-long', { model: entry.name, tokens: ids.length, limit: most });
    return ids;
  }

  async function chat(
    messages: readonly ChatMessage[],
    { maxTokens, temperature, stop, schema }: ChatOptions,
    onText: (text: string) => void,
    abort: AbortSignal,
  ): Promise<ChatReply> {
    const asked = replyTokens(window, maxTokens ?? own.max_new_tokens);
    const ids = promptOf(withSchema(messages, schema), asked);
    const text = new TokenText(decode);
    const reply = new ReplyText(stop);
    const say = (said: string) => {
      if (said !== '') onText(said);
    };
    const result = await decoder.decode(
      ids,
      {
        maxTokens: Math.min(asked, window - ids.length),
        ...(temperature === undefined ? {} : { temperature }),
        constraint: constraintOf(schema),
        onToken(id) {
          say(reply.push(text.push(id)));
          return reply.stopped;
        },
      },
      abort,
    );
    say(reply.push(text.end()));
    say(reply.end());
    const { cachedTokens, replyTokens: made, tokensPerSecond, ended } = result;
    return {
      finish: ended ? 'stop' : 'length',
      promptTokens: ids.length,
      replyTokens: made,
      cachedTokens,
      tokensPerSecond,
    };
  }

  await guarded(() => decoder.read([0n], signal), signal);
  await decoder.forget();
  return {
    chat: (messages, options, onText, stop) =>
      guarded(() => chat(messages, options, onText, stop), stop),
    prefill: (messages, stop) =>
      guarded(() => decoder.read(prompt.tokensSoFar(messages).slice(0, window - 1), stop), stop),
    async dispose() {
      await decoder.forget();
      await model.dispose();
    },
  };
}
