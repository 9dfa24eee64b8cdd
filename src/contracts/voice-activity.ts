/** Samples in one frame of what the learner says: 32 ms at 16 kHz, the size voice detection wants. */
export const FRAME_SAMPLES = 512;

/** Length of one frame in ms. */
export const FRAME_MS = 32;

/** Says of each frame how likely it holds a voice. One stream of sound per detector. */
export interface VoiceActivityDetector {
  /** Loads the model and runs once on nothing. Safe to call twice; the second call returns at once. */
  warmUp(signal: AbortSignal): Promise<void>;
  /**
   * `frame`: FRAME_SAMPLES samples at 16 kHz, -1..1; it is copied, never kept. Frames are answered
   * in the order they were pushed. Returns the probability of speech, 0..1; rejects with a
   * ParleyError when detection cannot run.
   */
  push(frame: Float32Array): Promise<number>;
  /** Forgets what came before; the next frame begins a new stream. */
  reset(): void;
  /** Frees memory and the worker. The detector cannot be used afterwards. */
  dispose(): void;
}
