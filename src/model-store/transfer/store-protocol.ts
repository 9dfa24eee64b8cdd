import type { OriginSpec } from '../sources/origin.ts';
import type { TransferProgress, TransferTarget } from './transfer.ts';

/** An error as it crosses to another thread or tab. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly remedy?: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** What the page asks of the store's worker; `call` numbers the question. */
export type StoreAsk =
  | {
      readonly kind: 'transfer';
      readonly call: number;
      readonly target: TransferTarget;
      readonly origins: readonly OriginSpec[];
    }
  | { readonly kind: 'scrub'; readonly call: number; readonly id: string }
  | { readonly kind: 'stop'; readonly call: number; readonly reason: PlainError };

/** What comes back. Exactly one `done` or `failed` per call. */
export type StoreReply =
  | { readonly kind: 'progress'; readonly call: number; readonly progress: TransferProgress }
  | { readonly kind: 'done'; readonly call: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly call: number; readonly error: PlainError };
