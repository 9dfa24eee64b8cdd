/**
 * Every error that reaches a person: a stable `code`, one plain sentence (`message`), what to do
 * next (`remedy`) and, where there is one, the `cause`. Codes are documented in docs/errors.md and
 * translated in src/messages/*.json under `errors.<code>`; a test holds the three together.
 */
export class ParleyError extends Error {
  /** Stable, kebab-case, prefixed by its room: `link-too-large`, `microphone-denied`. */
  readonly code: string;
  /** What the person can do next, one sentence. */
  readonly remedy: string;
  /** Values for the translated sentence (numbers with their unit in the name). */
  readonly params: Readonly<Record<string, string | number>>;

  constructor(
    code: string,
    message: string,
    remedy: string,
    options: { cause?: unknown; params?: Record<string, string | number> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ParleyError';
    this.code = code;
    this.remedy = remedy;
    this.params = options.params ?? {};
  }
}
