import type { ParleyError } from '../../base/parley-error.ts';
import type { LoadProgress } from '../../contracts/engine.ts';

/** Speech recognition on this device. Reactive. */
export interface Listening {
  readonly state: 'looking' | 'ready' | 'absent' | 'getting' | 'failed';
  /** What would be fetched; null when nothing can be offered (offline, no model served). */
  readonly offer:
    | {
        readonly kind: 'model';
        readonly name: string;
        readonly sizeBytes?: number;
        readonly licence: string;
        /** Whether one of us has run it as it would run here. */
        readonly tried: boolean;
        /** The press that begins a lesson fetches it: it is small and lies on this very machine. */
        readonly unasked: boolean;
        /** From the end of an answer to its text on this device, ms; null while nobody can say. */
        readonly takesMs: number | null;
        /** Better ears that would take this device too long. */
        readonly passedOver: { readonly name: string; readonly takesMs: number } | null;
        /** A neural voice that comes along. */
        readonly voiceBytes?: number;
      }
    /** The browser listens by itself, on this device, once it has fetched its language. */
    | { readonly kind: 'browser' }
    | null;
  /** While `getting`. */
  readonly progress: LoadProgress | null;
  /** While `failed`. */
  readonly error: ParleyError | null;
  get(): void;
  /** A lesson begins whose answers are spoken: fetches what needs no question of its own. */
  begin(): void;
  cancel(): void;
  /** The page has no secure address, so no browser lends it a microphone: nothing is offered. */
  readonly needsHttps: boolean;
}
