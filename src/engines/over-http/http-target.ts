import type { ModelEntry } from '../../contracts/catalog.ts';
import type { Policy } from '../../contracts/lesson.ts';

/** A model behind a companion, by its addresses of the OpenAI dialect. */
export interface HttpTarget {
  /** Stable name of the engine, e.g. `http-chat/home/qwen3-4b`. */
  readonly id: string;
  /** Origin, e.g. `https://parley.school.example`; with or without `/v1`. */
  readonly address: string;
  /** What the address calls the model. */
  readonly model: string;
  /** The upstream of a companion that must do it; the companion chooses when absent. */
  readonly upstream?: string;
  /** Where the words of this call may go; asked at every call. `device-only` sends nothing. */
  policy(): Policy;
  /** The key, sent to this address and nowhere else; null where none is needed. */
  key(): string | null;
  readonly fetch?: typeof fetch;
  /** BCP 47 primary subtags it hears or speaks; any when absent. */
  readonly languages?: readonly string[];
  /** What its figures mean when it listens, where it is a model of the catalog. */
  readonly listening?: ModelEntry['listening'];
  /** Tokens of prompt and reply together; `DEFAULT_CONTEXT_TOKENS` when absent. */
  readonly contextTokens?: number;
  readonly timeouts?: Partial<HttpTimeouts>;
}

/** How long to wait for a machine, in ms. */
export interface HttpTimeouts {
  /** Without a sign of life for so long, it is asked whether it is there at all, once. */
  readonly reachMs: number;
  /** To the first token of a reply or the first byte of sound. */
  readonly firstMs: number;
  /** The same while it says that it is loading, and to an answer that comes whole. */
  readonly loadingMs: number;
  /** Between two pieces. */
  readonly idleMs: number;
}

/** What nearly every model can hold. */
export const DEFAULT_CONTEXT_TOKENS = 4096;

const DEFAULT_TIMEOUTS: HttpTimeouts = {
  reachMs: 4000,
  firstMs: 25_000,
  loadingMs: 120_000,
  idleMs: 30_000,
};

/** The target's patience, with what it leaves open filled in. */
export function timeoutsOf({ timeouts }: HttpTarget): HttpTimeouts {
  return { ...DEFAULT_TIMEOUTS, ...timeouts };
}

/** Name and port of the machine, for sentences. */
export function hostOf({ address }: HttpTarget): string {
  return new URL(address).host;
}

/** The address of one of the dialect's services, e.g. `chat/completions`. */
export function serviceUrl({ address }: HttpTarget, service: string): string {
  const base = address.replace(/\/+$/, '').replace(/\/v1$/, '');
  return `${base}/v1/${service}`;
}

/** The headers that every request to the target carries. */
export function headersFor(target: HttpTarget): Record<string, string> {
  const key = target.key();
  return {
    'x-parley-policy': target.policy(),
    ...(target.upstream === undefined ? {} : { 'x-parley-upstream': target.upstream }),
    ...(key ? { authorization: `Bearer ${key}` } : {}),
  };
}
