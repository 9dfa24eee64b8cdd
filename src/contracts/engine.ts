/**
 * The four jobs. Engines in the browser, engines over HTTP, the platform's own voices and the patch
 * panel itself implement these, so nothing above the panel knows where work runs.
 * Results stream as async iterables; the AbortSignal comes last; after it fires, iteration throws
 * the signal's reason and nothing more is yielded.
 */

/** What every engine has. */
export interface Engine {
  /** Stable name for logs, routes and tests, e.g. `browser-transcribe/moonshine-tiny`. */
  readonly id: string;
  /**
   * Loads weights and runs once on nothing, so that the first real call is fast.
   * Safe to call twice; the second call returns at once.
   */
  warmUp(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void>;
  /** Frees memory and workers. The engine cannot be used afterwards. */
  dispose(): Promise<void>;
}

/** How far loading has come. Bytes are of weights; `totalBytes` is 0 while unknown. */
export interface LoadProgress {
  readonly loadedBytes: number;
  readonly totalBytes: number;
}

/** Sample rate of everything a transcriber hears, in Hz. */
export const SPEECH_RATE_HZ = 16_000;

/** A transcript of one utterance: a draft while `final` is false, then exactly one final. */
export interface Transcript {
  readonly text: string;
  readonly final: boolean;
  /** BCP 47, where the engine tells. */
  readonly language?: string;
  /** 0..1, the engine's own estimate; absent where the engine gives none. Not a grade. */
  readonly confidence?: number;
  /** Words with times in ms from the start of the utterance, where the engine gives them. */
  readonly words?: readonly { text: string; fromMs: number; toMs: number }[];
  /** Why the text was emptied or doubted: a guard caught silence, repetition or a known invention. */
  readonly doubt?: 'silence' | 'repetition' | 'invention' | 'low-confidence';
  /** How well the candidates that were asked about fit the sound; absent where the engine cannot tell. */
  readonly fit?: CandidateFit;
}

/**
 * Candidates measured against the sound by the decoder that wrote the transcript, all in one batch:
 * 8-bit models give a row other figures in other company (median 0.2, at most 1.2 nats).
 */
export interface CandidateFit {
  /** The free transcript as the first of the batch; null where nothing was heard. */
  readonly heard: TextFit | null;
  /** One per candidate, in order. */
  readonly candidates: readonly TextFit[];
  /** What the figures of this model mean; absent where nobody measured that on people. */
  readonly limits?: ListeningLimits;
}

/** How well a text fits a sound. Natural logarithms of probabilities, so 0 is best. */
export interface TextFit {
  readonly text: string;
  /** Of the whole text with its end. */
  readonly logProbability: number;
  /** `logProbability` by tokens, the end counted. */
  readonly mean: number;
  /**
   * Of each word the sum over its tokens of log P(token) − log P(likeliest token there); marks and
   * the end of the text left out.
   */
  readonly words: readonly { readonly text: string; readonly deficit: number }[];
}

/**
 * What a listening model's figures mean, measured on recordings of people (docs/listening.md). Means
 * are per token, deficits of a whole word, gaps of a whole text.
 */
export interface ListeningLimits {
  /** A candidate fits from here on. */
  readonly accept: { readonly mean: number; readonly deficit: number };
  /** Below this mean a candidate was not said, where the transcript was heard from `clear` on. */
  readonly reject: { readonly mean: number; readonly clear: number };
  /** A transcript of this mean or more is believed before a candidate that is `gap` less likely. */
  readonly sure: { readonly mean: number; readonly gap: number };
  /** A sure-footed other word: so far behind in all, with one word so bad, under so clear a transcript. */
  readonly other: { readonly gap: number; readonly deficit: number; readonly clear: number };
}

export interface TranscribeOptions {
  /** BCP 47 language the learner is expected to speak; engines never guess it for short answers. */
  readonly language: string;
  /**
   * Words likely to be said, for engines that take a hint. Never the answer to a question: a model
   * that is told it will write it.
   */
  readonly vocabulary?: readonly string[];
  /**
   * Texts whose fit to the sound is wanted beside the transcript, once it is known what was heard;
   * none where it returns none. What is asked about is not taken for an invention, either.
   */
  readonly candidates?: (heard: string) => readonly string[];
}

export interface Transcriber extends Engine {
  /** True when it wants frames while they are spoken; false when it only works on whole utterances. */
  readonly live: boolean;
  /** BCP 47 primary subtags it understands, or `any`. */
  readonly languages: readonly string[] | 'any';
  /**
   * `audio`: 16 kHz mono Float32 frames in -1..1; the iterable ends with the utterance.
   * Yields drafts as they come and one final transcript.
   */
  transcribe(
    audio: AsyncIterable<Float32Array>,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): AsyncIterable<Transcript>;
}

/** Sound as samples: mono Float32 in -1..1, with the piece of text it speaks. */
export interface SampledSpeech {
  readonly kind: 'samples';
  readonly text: string;
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** When the sound of each word begins and where the word begins in `text`; rising. */
  readonly words?: readonly { readonly atMs: number; readonly character: number }[];
}

/**
 * Sound that only the platform can make (speechSynthesis gives no samples). The speaker decides
 * when it starts; `play` settles when it ended and reports heard characters as it goes.
 */
export interface PlatformSpeech {
  readonly kind: 'platform';
  readonly text: string;
  play(onHeard: (characters: number) => void, signal: AbortSignal): Promise<void>;
  /** The same text by another engine, for when `play` fails. */
  readonly instead?: (signal: AbortSignal) => AsyncIterable<SpeechPiece>;
}

export type SpeechPiece = SampledSpeech | PlatformSpeech;

export interface SynthesizeOptions {
  /** BCP 47 of the text. */
  readonly language: string;
  /** 0.5..2, where 1 is the voice's own pace. */
  readonly rate: number;
  /** A voice of this engine, by id; the engine's best for the language when absent. */
  readonly voice?: string;
}

/** A voice that an engine offers. */
export interface Voice {
  readonly id: string;
  readonly name: string;
  /** BCP 47. */
  readonly language: string;
}

export interface Synthesizer extends Engine {
  /** Voices that speak this language, best first; empty when it cannot speak it. */
  voices(language: string): Promise<readonly Voice[]>;
  /** Yields pieces in order; the first as early as the engine can. */
  synthesize(
    text: string,
    options: SynthesizeOptions,
    signal: AbortSignal,
  ): AsyncIterable<SpeechPiece>;
}

/** One message of a conversation with a language model. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What a reply is for; decides how good a model must be and what is tried next. */
export type ChatTask = 'quick' | 'chat' | 'reason' | 'grade' | 'generate';

export interface ChatOptions {
  /** `chat` when absent. */
  readonly task?: ChatTask;
  /** Most tokens of the reply; the engine's own limit when absent. */
  readonly maxTokens?: number;
  /** 0 is greedy. */
  readonly temperature?: number;
  /** The reply ends before any of these. */
  readonly stop?: readonly string[];
  /**
   * JSON Schema of the reply. Engines that can, constrain decoding to it; others are only asked to
   * follow it, so whoever asks validates.
   */
  readonly schema?: Readonly<Record<string, unknown>>;
}

/** A part of a reply: text without any thinking, then exactly one `end`. */
export type ChatPart =
  { readonly kind: 'text'; readonly text: string } | ({ readonly kind: 'end' } & ChatEnd);

/** How a reply ended and what it took. */
export interface ChatEnd {
  readonly finish: 'stop' | 'length';
  /** What served: an id of the catalog, or a name of the companion's. */
  readonly model: string;
  readonly promptTokens: number;
  readonly replyTokens: number;
  /** Prompt tokens that a cache of earlier turns already held; 0 where the engine has none. */
  readonly cachedTokens: number;
  /** From the call to the first text, ms. */
  readonly firstTokenMs: number;
  /** Of decoding alone; null below two tokens. */
  readonly tokensPerSecond: number | null;
}

export interface ChatModel extends Engine {
  /** Most tokens of prompt and reply together. */
  readonly contextTokens: number;
  /** Yields the reply as it is made. One reply at a time: a call waits for the one before. */
  chat(
    messages: readonly ChatMessage[],
    options: ChatOptions,
    signal: AbortSignal,
  ): AsyncIterable<ChatPart>;
  /**
   * Reads messages ahead (system prompt, lesson, earlier turns), so that a call that begins with
   * them answers sooner. A hint: engines without a cache do nothing.
   */
  prefill(messages: readonly ChatMessage[], signal: AbortSignal): Promise<void>;
}

export interface Embedder extends Engine {
  /** One unit-length vector per text, in order; all of one length. */
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
}
