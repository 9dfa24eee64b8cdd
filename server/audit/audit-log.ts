import { appendFile, mkdir, readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditLine } from './audit-line.ts';
import { RepeatedRefusals } from './repeated-refusals.ts';

export interface AuditSettings {
  readonly enabled: boolean;
  readonly folder: string;
  readonly retentionDays: number;
  readonly fileBytes: number;
}

const FLUSH_MS = 250;
const FLUSH_CHARACTERS = 262_144;
const DAY_MS = 86_400_000;
const fileName = /^audit-(\d{4}-\d{2}-\d{2})(?:\.\d+)?\.jsonl$/;

/** Writes audit lines to one file per day, cut by size, and deletes those that are too old. */
export class AuditLog {
  readonly #settings: () => AuditSettings;
  readonly #epochMs: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #refusals = new RepeatedRefusals((line) => this.#keep(line));
  #waiting = '';
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** The file that is written to, and how large it is. */
  #open = { file: '', bytes: 0 };

  constructor(
    settings: () => AuditSettings,
    epochMs: () => number,
    onError: (error: unknown) => void,
  ) {
    this.#settings = settings;
    this.#epochMs = epochMs;
    this.#onError = onError;
  }

  write(line: AuditLine): void {
    if (!this.#settings().enabled || this.#refusals.absorbs(line)) return;
    this.#keep(line);
  }

  #keep(line: AuditLine): void {
    this.#waiting += lineText(line);
    if (this.#waiting.length > FLUSH_CHARACTERS) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  /** Resolves when everything so far is on disk. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#append()).catch(this.#onError);
    return this.#writing;
  }

  /** Writes everything, refusals that were only counted as well. */
  close(): Promise<void> {
    this.#refusals.settle();
    return this.flush();
  }

  /** Deletes files older than the settings keep; returns how many. */
  async prune(): Promise<number> {
    const { folder, retentionDays } = this.#settings();
    const oldest = this.#epochMs() - retentionDays * DAY_MS;
    return deleteAuditFiles(folder, new Date(oldest).toISOString().slice(0, 10));
  }

  async #append(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    if (text === '') return;
    const { folder, fileBytes } = this.#settings();
    const day = new Date(this.#epochMs()).toISOString().slice(0, 10);
    const file = join(folder, `audit-${day}.jsonl`);
    if (file !== this.#open.file) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await this.prune();
      const bytes = await stat(file).then(
        (facts) => facts.size,
        () => 0,
      );
      this.#open = { file, bytes };
    }
    if (this.#open.bytes > 0 && this.#open.bytes + text.length > fileBytes) {
      await this.#setAside(folder, day);
      this.#open.bytes = 0;
    }
    await appendFile(file, text, { mode: 0o600 });
    this.#open.bytes += text.length;
  }

  async #setAside(folder: string, day: string): Promise<void> {
    const taken = (await readdir(folder)).filter((name) =>
      new RegExp(`^audit-${day}\\.\\d+\\.jsonl$`).test(name),
    ).length;
    await rename(join(folder, `audit-${day}.jsonl`), join(folder, `audit-${day}.${taken}.jsonl`));
  }
}

/** Written by hand, because every call writes one: all but two of the names are our own words. */
function lineText(line: AuditLine): string {
  const upstream = JSON.stringify(line.upstream);
  const model = JSON.stringify(line.model);
  return `{"time":"${line.time}","request":"${line.request}","key":"${line.key}","job":"${line.job}","policy":"${line.policy}","upstream":${upstream},"model":${model},"status":${line.status},"outcome":"${line.outcome}","attempts":${line.attempts},"cache":${orNull(line.cache)},"streamed":${line.streamed},"bytesIn":${line.bytesIn},"promptTokens":${line.promptTokens},"completionTokens":${line.completionTokens},"durationMs":${hundredths(line.durationMs)},"firstContentMs":${line.firstContentMs === null ? 'null' : hundredths(line.firstContentMs)},"bodyHash":${orNull(line.bodyHash)}${line.count === undefined ? '' : `,"count":${line.count}`}}\n`;
}

/** Two digits after the point, from whole numbers: the shortest text of a fraction is slow to find. */
function hundredths(value: number): string {
  const all = Math.round(value * 100);
  const rest = all % 100;
  return `${(all - rest) / 100}.${rest < 10 ? '0' : ''}${rest}`;
}

function orNull(word: string | null): string {
  return word === null ? 'null' : `"${word}"`;
}

/** Deletes the audit files of days before `day` (YYYY-MM-DD); returns how many. */
export async function deleteAuditFiles(folder: string, day: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const old = names.filter((name) => {
    const of = fileName.exec(name)?.[1];
    return of !== undefined && of < day;
  });
  await Promise.all(old.map((name) => unlink(join(folder, name))));
  return old.length;
}
