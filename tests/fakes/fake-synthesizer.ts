import type {
  SampledSpeech,
  SpeechPiece,
  SynthesizeOptions,
  Synthesizer,
  Voice,
} from '../../src/contracts/engine.ts';

const RATE_HZ = 8000;

/** A tone of `ms` for a text, with its words evenly spread. */
export function tone(text: string, ms: number): SampledSpeech {
  const length = Math.round((ms / 1000) * RATE_HZ);
  const samples = Float32Array.from({ length }, (_, index) => 0.5 * Math.cos(index));
  return { kind: 'samples', text, samples, sampleRateHz: RATE_HZ };
}

export interface FakeSynthesizerOptions {
  readonly id?: string;
  readonly languages?: readonly string[];
  /** One piece per sentence by default. */
  readonly pieces?: (text: string) => SpeechPiece[];
  /** Thrown after that many pieces. */
  readonly failure?: { readonly after: number; readonly error: Error };
}

/** Speaks tones of 100 ms per word. */
export class FakeSynthesizer implements Synthesizer {
  readonly id: string;
  readonly asked: { text: string; options: SynthesizeOptions }[] = [];
  disposed = false;
  readonly #options: FakeSynthesizerOptions;

  constructor(options: FakeSynthesizerOptions = {}) {
    this.id = options.id ?? 'fake';
    this.#options = options;
  }

  async warmUp(_: unknown, signal: AbortSignal): Promise<void> {
    await Promise.resolve();
    signal.throwIfAborted();
  }

  dispose(): Promise<void> {
    this.disposed = true;
    return Promise.resolve();
  }

  voices(language: string): Promise<Voice[]> {
    const { languages = ['en'] } = this.#options;
    const spoken = languages.filter((tag) => tag === language.split('-')[0]);
    return Promise.resolve(
      spoken.map((tag) => ({ id: `${this.id}/${tag}`, name: tag, language: tag })),
    );
  }

  async *synthesize(
    text: string,
    options: SynthesizeOptions,
    signal: AbortSignal,
  ): AsyncGenerator<SpeechPiece> {
    this.asked.push({ text, options });
    const sentences = (said: string) =>
      (said.trim().match(/[^.!?]+[.!?]*/g) ?? []).map((piece) =>
        tone(piece.trim(), (100 * piece.trim().split(/\s+/).length) / options.rate),
      );
    const { pieces = sentences, failure } = this.#options;
    for (const [index, piece] of pieces(text).entries()) {
      await Promise.resolve();
      signal.throwIfAborted();
      if (failure?.after === index) throw failure.error;
      yield piece;
    }
  }
}
