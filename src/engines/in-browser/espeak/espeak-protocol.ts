/** One word of the text: when its sound begins, and where it begins in the text. */
export interface WordMark {
  readonly atMs: number;
  readonly character: number;
}

export interface EspeakRequest {
  /** Plain text, one sentence or clause per entry; each comes back as one part. Empty: only load. */
  readonly pieces: readonly string[];
  /** A dictionary file under `/espeak/`, without `.bin`. */
  readonly file: string;
  /** A voice as espeak-ng names it, with an optional `+variant`. */
  readonly voice: string;
  /** 0.5..2. */
  readonly rate: number;
  /** Phonemes are wanted instead of sound: one string per piece is the result, and no part comes. */
  readonly phonemes?: boolean;
}

/** The sound of one piece: mono, -1..1. `index` is its place in `pieces`. */
export interface EspeakPart {
  readonly index: number;
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  readonly words: readonly WordMark[];
}

/** Phonemes, where they were asked for; else nothing more: the parts were the answer. */
export type EspeakResult = readonly string[] | null;
