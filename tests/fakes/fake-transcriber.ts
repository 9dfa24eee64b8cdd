import type { Transcriber, Transcript, TranscribeOptions } from '../../src/contracts/engine.ts';

export interface FakeTranscriberOptions {
  readonly id?: string;
  readonly languages?: readonly string[];
  /** Made from everything that was heard. */
  readonly text?: (samples: number) => string;
  /** Thrown once the utterance is over. */
  readonly failure?: Error;
}

/** Hears a whole utterance and says a text of its own. */
export class FakeTranscriber implements Transcriber {
  readonly id: string;
  readonly live = false;
  readonly languages: readonly string[];
  readonly #options: FakeTranscriberOptions;

  constructor(options: FakeTranscriberOptions = {}) {
    this.id = options.id ?? 'fake';
    this.languages = options.languages ?? ['en'];
    this.#options = options;
  }

  async warmUp(_: unknown, signal: AbortSignal): Promise<void> {
    await Promise.resolve();
    signal.throwIfAborted();
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  async *transcribe(
    audio: AsyncIterable<Float32Array>,
    { language }: TranscribeOptions,
    signal: AbortSignal,
  ): AsyncGenerator<Transcript> {
    let samples = 0;
    for await (const frame of audio) {
      signal.throwIfAborted();
      samples += frame.length;
    }
    signal.throwIfAborted();
    const { failure, text = (heard) => (heard > 0 ? `${heard} samples` : '') } = this.#options;
    if (failure) throw failure;
    yield { text: text(samples), final: true, language };
  }
}
