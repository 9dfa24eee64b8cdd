import {
  BaseStreamer,
  InterruptableStoppingCriteria,
  LogitsProcessorList,
  StoppingCriteria,
  Tensor,
  type DynamicCache,
  type LogitsProcessor,
  type PreTrainedModel,
} from '@huggingface/transformers';
import { TokenCache } from './token-cache.ts';

/** What a model says itself about how it wants to be run (generation_config.json). */
export interface OwnSettings {
  readonly max_new_tokens?: number;
  readonly eos_token_id?: number | readonly number[] | null;
}

export interface DecodeOptions {
  readonly maxTokens: number;
  /** 0 is greedy; the model's own way when absent. */
  readonly temperature?: number;
  /** Says which tokens may be chosen; all when absent. */
  readonly constraint?: LogitsProcessor | undefined;
  /** Called with every token as it is chosen, the last one included; returns true to end there. */
  readonly onToken: (id: bigint) => boolean;
}

export interface Decoded {
  /** False when the limit was reached first. */
  readonly ended: boolean;
  /** The mark at the end included. */
  readonly replyTokens: number;
  readonly cachedTokens: number;
  /** Without the first, which waits for the prompt; null below two tokens. */
  readonly tokensPerSecond: number | null;
}

/** Reads and makes tokens with one model, and remembers what it read from call to call. */
export interface TokenDecoder {
  /** Tokens that end a reply. */
  readonly ends: readonly number[];
  /** Rejects with the signal's reason within one token after it fires. */
  decode(ids: readonly bigint[], options: DecodeOptions, signal: AbortSignal): Promise<Decoded>;
  /** Reads without making anything. */
  read(ids: readonly bigint[], signal: AbortSignal): Promise<void>;
  /** Frees the memory of what was read. */
  forget(): Promise<void>;
}

/** So many tokens are read between two looks at the signal; more is hardly faster. */
const READ_AT_ONCE = 128;

/** Hands on each token of a reply; the library gives the prompt first. */
class Tokens extends BaseStreamer {
  readonly #onToken: (id: bigint) => void;
  #prompt = true;

  constructor(onToken: (id: bigint) => void) {
    super();
    this.#onToken = onToken;
  }

  override put(value: bigint[][]): void {
    if (!this.#prompt) for (const id of value[0] ?? []) this.#onToken(id);
    this.#prompt = false;
  }

  override end(): void {}
}

interface Generated {
  readonly sequences: Tensor;
  readonly past_key_values: DynamicCache;
}

/** `endToken` is the tokenizer's; some models do not name it in their settings. */
export function createTokenDecoder(
  model: PreTrainedModel,
  own: OwnSettings,
  endToken: number | undefined,
): TokenDecoder {
  const cache = new TokenCache();
  const ends = [...new Set([own.eos_token_id ?? [], endToken ?? []].flat())];
  const endIds = new Set(ends.map(BigInt));

  async function generate(
    ids: readonly bigint[],
    past: DynamicCache | undefined,
    options: Record<string, unknown>,
  ): Promise<DynamicCache> {
    const dims = [1, ids.length];
    try {
      const result = (await model.generate({
        input_ids: new Tensor('int64', BigInt64Array.from(ids), dims),
        attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), dims),
        ...(past ? { past_key_values: past } : {}),
        eos_token_id: ends,
        return_dict_in_generate: true,
        ...options,
      })) as unknown as Generated;
      const all = result.sequences.tolist() as bigint[][];
      // The token chosen last was not read.
      cache.set({ ids: (all[0] ?? []).slice(0, -1), past: result.past_key_values });
      return result.past_key_values;
    } catch (error) {
      // It may have read some of the tokens and not others.
      await cache.clear();
      await past?.dispose();
      throw error;
    }
  }

  /** Reads all of `ids` but the last pieces, which `decode` reads; returns how much was known. */
  async function readUpTo(ids: readonly bigint[], end: number, signal: AbortSignal) {
    const known = await cache.take(ids);
    const cachedTokens = known?.ids.length ?? 0;
    let past = known?.past;
    for (let at = cachedTokens; at < end;) {
      if (signal.aborted) {
        if (past) cache.set({ ids: ids.slice(0, at), past });
        signal.throwIfAborted();
      }
      at = Math.min(end, at + READ_AT_ONCE);
      past = await generate(ids.slice(0, at), past, { max_new_tokens: 1, do_sample: false });
    }
    return { past, cachedTokens };
  }

  return {
    ends,
    async decode(ids, { maxTokens, temperature, constraint, onToken }, signal) {
      const readEnd = Math.max(0, ids.length - READ_AT_ONCE);
      const { past, cachedTokens } = await readUpTo(ids, readEnd, signal);
      const stop = new InterruptableStoppingCriteria();
      const onAbort = () => stop.interrupt();
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      let [count, firstMs, lastMs] = [0, 0, 0];
      let ended = false;
      const streamer = new Tokens((id) => {
        lastMs = performance.now();
        if (count === 0) firstMs = lastMs;
        count += 1;
        if (signal.aborted) return;
        if (onToken(id)) stop.interrupt();
        ended = stop.interrupted || endIds.has(id);
      });
      try {
        await generate(ids, past, {
          max_new_tokens: maxTokens,
          ...sampling(temperature),
          ...(constraint ? { logits_processor: listOf(constraint) } : {}),
          stopping_criteria: [stop] as StoppingCriteria[],
          streamer,
        });
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
      signal.throwIfAborted();
      const tokensPerSecond = count < 2 ? null : ((count - 1) * 1000) / (lastMs - firstMs);
      return { ended, replyTokens: count, cachedTokens, tokensPerSecond };
    },
    async read(ids, signal) {
      if (cache.covers(ids)) return;
      await readUpTo(ids, ids.length, signal);
      signal.throwIfAborted();
    },
    forget: () => cache.clear(),
  };
}

function sampling(temperature: number | undefined): Record<string, unknown> {
  if (temperature === undefined) return {};
  return temperature === 0 ? { do_sample: false } : { do_sample: true, temperature };
}

function listOf(processor: LogitsProcessor): LogitsProcessorList {
  const list = new LogitsProcessorList();
  list.push(processor);
  return list;
}
