/** What is asked of an embedding model. */
export interface EmbedCall {
  /** The upstream's own name for the model. */
  readonly model: string;
  /** Texts, or texts as token numbers. */
  readonly input: readonly string[] | readonly (readonly number[])[];
  /** Wanted length of the vectors, for models that can shorten theirs. */
  readonly dimensions?: number;
}

/** One vector per input, in order. */
export interface EmbedAnswer {
  readonly vectors: readonly (readonly number[] | Float32Array)[];
  /** Tokens of all inputs; estimated where the upstream does not tell. */
  readonly promptTokens?: number;
}
