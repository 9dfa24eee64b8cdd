import type { SoundSource } from './sound-source.ts';

/** About half a second before speech was noticed: the first sound of a word is in it. */
const PRE_SPEECH_FRAMES = 16;

/**
 * Frames for a transcriber that listens while the learner speaks: an async iterable that starts a
 * little before now and ends with `end()`.
 */
export class LiveFrames implements AsyncIterable<Float32Array> {
  readonly #queue: Float32Array[] = [];
  #wake: (() => void) | null = null;
  #ended = false;

  push(frame: Float32Array): void {
    if (this.#ended) return;
    this.#queue.push(frame);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Float32Array> {
    for (;;) {
      const frame = this.#queue.shift();
      if (frame) yield frame;
      else if (this.#ended) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** Remembers the last half second of a source and opens streams that begin with it. */
export class LiveFrameTap {
  readonly #recent: Float32Array[] = [];
  readonly #stop: () => void;
  #open: LiveFrames | null = null;

  constructor(source: SoundSource) {
    this.#stop = source.subscribe(({ samples }) => {
      this.#recent.push(samples);
      if (this.#recent.length > PRE_SPEECH_FRAMES) this.#recent.shift();
      this.#open?.push(samples);
    });
  }

  /** A stream from half a second ago on. An earlier one is ended. */
  begin(): LiveFrames {
    this.#open?.end();
    this.#open = new LiveFrames();
    for (const frame of this.#recent) this.#open.push(frame);
    return this.#open;
  }

  close(): void {
    this.#stop();
    this.#open?.end();
  }
}

/** A whole utterance as the frames that `Transcriber.transcribe` takes. */
export async function* wholeUtterance(samples: Float32Array): AsyncGenerator<Float32Array> {
  yield await Promise.resolve(samples);
}
