/** Which engine did the last piece of work, and why not an earlier one. For logs and the routes page. */
export interface FallbackChoice {
  readonly engineId: string;
  /** One per engine that was passed over, in order; the sentence is for people. */
  readonly passedOver: readonly { readonly engineId: string; readonly because: string }[];
}

/** The sentence of an error, or of anything else that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : 'It failed without saying why.';
}
