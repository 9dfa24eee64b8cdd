import type { ParleyError } from '../../base/parley-error.ts';

/** 32 ms of sound, and when its last sample was heard. */
export interface SoundFrame {
  /** FRAME_SAMPLES samples, 16 kHz mono, -1..1. The receiver may keep it. */
  readonly samples: Float32Array;
  /** ms on the clock that the source was given (`performance.now()`), free of delivery jitter. */
  readonly endMs: number;
}

/**
 * What happens to a microphone. `problem` holds until `recovered` names the same code;
 * `devices-changed` says only that the list of microphones is another one.
 */
export type SourceEvent =
  | { readonly type: 'problem'; readonly error: ParleyError }
  | { readonly type: 'recovered'; readonly code: string }
  | { readonly type: 'devices-changed' };

/** Where frames come from: the microphone, or a recording in tests. */
export interface SoundSource {
  /** Calls back for each frame, in order, from now on. Returns how to stop. */
  subscribe(listener: (frame: SoundFrame) => void): () => void;
  onEvent(listener: (event: SourceEvent) => void): () => void;
  /** Loudness now, 0..1 as an ear would judge it. */
  level(): number;
  /** Ends the sound for good. */
  close(): Promise<void>;
}
