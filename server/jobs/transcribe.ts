import type { TextFit } from '../../src/contracts/engine.ts';

/** A recording, spooled once so that a second upstream can be tried. */
export interface Recording {
  readonly bytes: Buffer;
  /** As sent, e.g. `audio/webm;codecs=opus`; `audio/wav` for WAV whatever the client said. */
  readonly mediaType: string;
  /** A safe ASCII name with the right ending, for upstreams that look at it. */
  readonly fileName: string;
}

/** What is asked of a transcriber. */
export interface TranscribeCall {
  /** The upstream's own name for the model. */
  readonly model: string;
  readonly recording: Recording;
  /** BCP 47, or ISO 639-1 as the OpenAI dialect has it; guessed by the model when absent. */
  readonly language?: string;
  /** Words that are likely to be said. */
  readonly prompt?: string;
  readonly temperature?: number;
  /** Texts whose fit to the sound is wanted, where the upstream can measure it. */
  readonly candidates?: readonly string[];
  /** Whether somebody asked for times of words. */
  readonly wordTimes: boolean;
}

/** A stretch of speech; times in seconds from the start. */
export interface TranscriptSegment {
  readonly text: string;
  readonly startS: number;
  readonly endS: number;
  /** Where the upstream tells. */
  readonly averageLogprob?: number;
  readonly noSpeechProbability?: number;
}

export interface TranscriptWord {
  readonly word: string;
  readonly startS: number;
  readonly endS: number;
}

/** How well candidates fit a recording; see `CandidateFit` of the app. */
export interface MeasuredFit {
  readonly heard: TextFit;
  readonly candidates: readonly TextFit[];
}

/** What was said. */
export interface TranscribeAnswer {
  readonly text: string;
  /** Where the upstream tells. */
  readonly language?: string;
  /** Of the recording, in seconds, where the upstream tells. */
  readonly durationS?: number;
  /** Empty where the upstream gives none. */
  readonly segments: readonly TranscriptSegment[];
  readonly words?: readonly TranscriptWord[];
  /** Where it was asked for and could be measured. */
  readonly fit?: MeasuredFit;
}
