/**
 * Why the companion cannot start or go on: a stable `code`, one sentence (`message`), and what to
 * do (`remedy`). The server's sibling of ParleyError, because the server sees only contracts.
 */
export class CompanionError extends Error {
  readonly code: string;
  readonly remedy: string;

  constructor(code: string, message: string, remedy: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CompanionError';
    this.code = code;
    this.remedy = remedy;
  }
}
