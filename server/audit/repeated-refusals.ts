import type { AuditLine } from './audit-line.ts';

/** So many refusals of one kind are written one by one in a minute; the rest is counted. */
const ONE_BY_ONE = 20;
const MINUTE_MS = 60_000;

/**
 * Keeps the audit log small whatever is refused: of each key, job and outcome the first refusals of
 * a minute get a line of their own, and all further ones get one together, with their `count`.
 */
export class RepeatedRefusals {
  readonly #write: (line: AuditLine) => void;
  readonly #kinds = new Map<string, { written: number; more: number; last: AuditLine }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (line: AuditLine) => void) {
    this.#write = write;
  }

  /** Whether a line is one of many, and not to be written by itself. */
  absorbs(line: AuditLine): boolean {
    if (line.status < 400 || line.attempts > 0) return false;
    const name = `${line.key} ${line.job} ${line.outcome}`;
    const kind = this.#kinds.get(name);
    if (!kind) {
      this.#kinds.set(name, { written: 1, more: 0, last: line });
      this.#timer ??= setTimeout(() => this.settle(), MINUTE_MS).unref();
      return false;
    }
    if (kind.written < ONE_BY_ONE) {
      kind.written++;
      return false;
    }
    kind.more++;
    kind.last = line;
    return true;
  }

  /** Writes what was counted, and begins anew. */
  settle(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const kinds = [...this.#kinds.values()];
    this.#kinds.clear();
    for (const { more, last } of kinds) if (more > 0) this.#write({ ...last, count: more });
  }
}
