import type {
  SampledSpeech,
  Synthesizer,
  TextFit,
  TranscribeOptions,
  Transcriber,
  Transcript,
} from '../../src/contracts/engine.ts';
import type { ConversationParts, OpenEar, Said } from '../../src/voice/conversation-parts.ts';
import type { EarEvent, WatchEvent } from '../../src/voice/ear/ear-events.ts';

/** Lets everything that is already due happen, without any time passing. */
async function settle(turns = 100): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
}

/** Figures of a model whose thresholds are those of Moonshine Tiny. */
export function fitOf(
  heard: string,
  texts: readonly string[],
  fitting: (text: string) => number,
): NonNullable<Transcript['fit']> {
  const fit = (text: string): TextFit => ({
    text,
    mean: fitting(text),
    logProbability: fitting(text) * 4,
    words: text.split(' ').map((word) => ({ text: word, deficit: Math.min(0, fitting(text)) })),
  });
  return {
    heard: fit(heard),
    candidates: texts.map(fit),
    limits: {
      accept: { mean: -1.8, deficit: -3.5 },
      reject: { mean: -3, clear: -0.65 },
      sure: { mean: -0.15, gap: 1.5 },
      other: { gap: 8, deficit: -6.5, clear: -0.3 },
    },
  };
}

/** A synthesizer whose samples are silence. */
const silentSynthesizer: Synthesizer = {
  id: 'silent',
  warmUp: () => Promise.resolve(),
  dispose: () => Promise.resolve(),
  voices: () => Promise.resolve([]),
  async *synthesize(text): AsyncGenerator<SampledSpeech> {
    yield await Promise.resolve({
      kind: 'samples' as const,
      text,
      samples: new Float32Array(160),
      sampleRateHz: 16_000,
    });
  },
};

/** A conversation's parts in which a test says what is heard, and reads what was said. */
export class FakeParts implements ConversationParts {
  readonly saidLines: string[] = [];
  readonly synthesizer = silentSynthesizer;
  readonly choices = { rate: 1 };
  /** While true a line is held: it ends when it is stopped or released. */
  holdSpeech = false;
  /** Thrown when the microphone is opened. */
  microphoneError: Error | null = null;
  earOpen = false;
  /** While set the microphone is being opened, until this settles. */
  opening: Promise<void> = Promise.resolve();
  /** Thrown when something is to be said. */
  speechError: Error | null = null;
  /** Thrown when something is to be understood. */
  hearingError: Error | null = null;
  ducked = 0;
  /** What was understood in a pause ends the turn. */
  onAnswered: () => void = () => {};
  heardNext: Transcript = { text: '', final: true };
  /** How likely each candidate is, as a mean; nothing is measured while it is null. */
  fitting: ((text: string) => number) | null = null;
  #release: (() => void) | null = null;
  #listening: ((event: EarEvent) => void) | null = null;
  #endTurn: () => void = () => {};
  #watching: ((event: WatchEvent) => void) | null = null;
  #clock = 0;

  readonly voiceChoice = () => this.choices;
  now = () => ++this.#clock;

  readonly speaker: ConversationParts['speaker'] = {
    say: async (pieces, events): Promise<Said> => {
      const { signal } = events;
      const heard: string[] = [];
      if (this.speechError) throw this.speechError;
      const stopped = new Promise<null>((resolve) =>
        signal.addEventListener('abort', () => resolve(null)),
      );
      const coming = pieces[Symbol.asyncIterator]();
      for (;;) {
        // Nobody waits for a piece once the line was stopped.
        const next = await Promise.race([coming.next(), stopped]);
        if (next === null || signal.aborted) return { heard: heard.join(' '), complete: false };
        if (next.done) break;
        const piece = next.value;
        if (heard.length === 0) events.onFirstSound?.(this.now());
        heard.push(piece.text);
        this.saidLines.push(piece.text);
        events.onHeard?.(heard.join(' '));
        if (this.holdSpeech) {
          await new Promise<void>((resolve) => {
            this.#release = resolve;
            signal.addEventListener('abort', () => resolve());
          });
        }
      }
      return { heard: heard.join(' '), complete: !signal.aborted };
    },
    duck: () => void this.ducked++,
    unduck: () => {},
    pause: () => {},
    resume: () => {},
    level: () => 0.5,
  };

  readonly transcribing: Transcriber = {
    id: 'fake',
    live: false,
    languages: 'any',
    warmUp: () => Promise.resolve(),
    dispose: () => Promise.resolve(),
    transcribe: (audio, options) => this.#transcribe(audio, options),
  };

  async *#transcribe(
    audio: AsyncIterable<Float32Array>,
    { candidates }: TranscribeOptions,
  ): AsyncGenerator<Transcript> {
    const frames = audio[Symbol.asyncIterator]();
    while (!(await frames.next()).done);
    if (this.hearingError) throw this.hearingError;
    const { heardNext, fitting } = this;
    const texts = fitting ? (candidates?.(heardNext.text) ?? []) : [];
    yield fitting && texts.length > 0
      ? { ...heardNext, fit: fitOf(heardNext.text, texts, fitting) }
      : heardNext;
  }

  readonly transcriber = (): Transcriber | null => this.transcribing;

  readonly openEar = async (): Promise<OpenEar> => {
    await this.opening;
    if (this.microphoneError) throw this.microphoneError;
    this.earOpen = true;
    return {
      source: { subscribe: () => () => {}, onEvent: () => () => {}, level: () => 0 } as never,
      listen: (_options, signal) =>
        stream<EarEvent>((push, end) => {
          this.#listening = push;
          this.#endTurn = end;
        }, signal),
      watchForSpeech: (_options, signal) =>
        stream<WatchEvent>((push) => (this.#watching = push), signal),
      finish: () => this.#endTurn(),
      answered: () => this.onAnswered(),
      level: () => 0.25,
      close: () => {
        this.earOpen = false;
      },
    };
  };

  release(): void {
    this.#release?.();
  }

  watch(event: WatchEvent): void {
    this.#watching?.(event);
  }

  event(event: EarEvent): void {
    this.#listening?.(event);
  }

  /** A sound too short for a turn; `text` is what is understood of it. */
  async sound(text: string): Promise<void> {
    this.heardNext = { text, final: true };
    const at = this.now();
    this.event({ type: 'speech-start', speechStartMs: at });
    this.event({ type: 'pause', samples: new Float32Array(1600), speechEndMs: at + 100 });
    await settle();
    this.event({ type: 'misfire' });
    await settle();
  }

  /** The learner says something, start to end. */
  async speak(text: string, more: Partial<Transcript> = {}, forMs = 600): Promise<void> {
    this.heardNext = { text, final: true, ...more };
    const samples = new Float32Array(1600);
    const at = this.now();
    this.event({ type: 'speech-start', speechStartMs: at });
    this.event({ type: 'pause', samples, speechEndMs: at + forMs });
    this.event({
      type: 'utterance',
      samples,
      speechStartMs: at,
      speechEndMs: at + forMs,
      decidedMs: at + forMs + 500,
      reason: 'silence',
    });
    await settle();
  }
}

async function* stream<T>(
  open: (push: (value: T) => void, end: () => void) => void,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const queue: T[] = [];
  let wake = () => {};
  let ended = false;
  open(
    (value) => {
      queue.push(value);
      wake();
    },
    () => {
      ended = true;
      wake();
    },
  );
  signal.addEventListener('abort', () => wake());
  while (!signal.aborted && !ended) {
    const next = queue.shift();
    if (next === undefined) await new Promise<void>((resolve) => (wake = resolve));
    else yield next;
  }
}
