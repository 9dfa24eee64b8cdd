import { FRAME_MS, FRAME_SAMPLES } from '../../../src/contracts/voice-activity.ts';
import type { VoiceActivityDetector } from '../../../src/contracts/voice-activity.ts';
import type {
  SoundFrame,
  SoundSource,
  SourceEvent,
} from '../../../src/voice/microphone/sound-source.ts';

/** A source and its clock in the hands of a test: time passes only with frames. */
export class FakeSource implements SoundSource {
  nowMs = 0;
  closed = false;
  readonly #listeners = new Set<(frame: SoundFrame) => void>();
  readonly #eventListeners = new Set<(event: SourceEvent) => void>();

  subscribe(listener: (frame: SoundFrame) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onEvent(listener: (event: SourceEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  level(): number {
    return 0.5;
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  /** One frame; waits until everybody has dealt with it. */
  async frame(samples: Float32Array): Promise<void> {
    this.nowMs += FRAME_MS;
    for (const listener of this.#listeners) listener({ samples, endMs: this.nowMs });
    await settled();
  }

  /** Frames whose loudness is the probability that `LoudnessDetector` gives them. */
  async speak(loudness: number, ms: number): Promise<void> {
    for (let at = 0; at < ms; at += FRAME_MS) {
      await this.frame(new Float32Array(FRAME_SAMPLES).fill(loudness));
    }
  }

  async tell(event: SourceEvent): Promise<void> {
    for (const listener of this.#eventListeners) listener(event);
    await settled();
  }
}

/** Takes the first sample for the probability of speech. */
export class LoudnessDetector implements VoiceActivityDetector {
  resets = 0;
  failure: Error | null = null;

  warmUp(): Promise<void> {
    return Promise.resolve();
  }

  push(frame: Float32Array): Promise<number> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(frame[0] ?? 0);
  }

  reset(): void {
    this.resets++;
  }

  dispose(): void {}
}

/** Lets every promise that can settle now do so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Reads into a list that grows while the test goes on; `ended` once the iteration is over. */
export function collect<T>(events: AsyncIterable<T>): { events: T[]; readonly ended: boolean } {
  const list: T[] = [];
  let ended = false;
  void (async () => {
    for await (const event of events) list.push(event);
    ended = true;
  })();
  return {
    events: list,
    get ended() {
      return ended;
    },
  };
}
