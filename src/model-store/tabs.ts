import type { PlainError } from '../base/worker/plain-error.ts';
import type { TransferProgress } from './transfer/transfer.ts';

/** What tabs tell each other. */
export type TabMessage =
  | { readonly kind: 'progress'; readonly progress: TransferProgress }
  /** The record of a model changed. */
  | { readonly kind: 'changed'; readonly id: string; readonly error?: PlainError }
  /** To whoever leads: a model was planned, perhaps to come out of this pack. */
  | { readonly kind: 'wanted'; readonly id: string; readonly pack?: Blob }
  | { readonly kind: 'pause'; readonly id: string }
  | { readonly kind: 'remove'; readonly id: string };

/** The part of BroadcastChannel that is used. */
export interface ChannelLike {
  postMessage(message: TabMessage): void;
  onmessage: ((event: MessageEvent<TabMessage>) => void) | null;
  close(): void;
}

/** The part of LockManager that is used. */
export interface LocksLike {
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    hold: () => Promise<void>,
  ): Promise<unknown>;
}

const LOCK = 'parley-model-store';

/**
 * Makes one tab the leader for as long as it lives; the others wait in line and take over when it is
 * closed or killed. Without Web Locks every tab leads, which is right wherever there is only one.
 */
export function lead(
  locks: LocksLike | undefined,
  onLead: () => Promise<void>,
  signal: AbortSignal,
): void {
  if (!locks) {
    onLead().catch(() => undefined);
    return;
  }
  const hold = async () => {
    if (signal.aborted) return;
    await onLead();
    // Held until this tab goes; the promise is what holds it.
    await new Promise<void>((release) => {
      signal.addEventListener('abort', () => release(), { once: true });
    });
  };
  locks.request(LOCK, { signal }, hold).catch(() => undefined);
}
