import { randomBytes } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { CompanionError } from '../companion-error.ts';
import { keptKeySchema, type KeptKey } from './api-key.ts';

const fileSchema = v.strictObject({ version: v.literal(1), keys: v.array(keptKeySchema) });
const LOOK_AGAIN_MS = 2000;

/**
 * The keys in a file; none when it is missing.
 * @throws CompanionError `keys-unreadable`.
 */
export async function readKeyFile(file: string): Promise<readonly KeptKey[]> {
  try {
    return v.parse(fileSchema, JSON.parse(await readFile(file, 'utf8'))).keys;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new CompanionError(
      'keys-unreadable',
      `The keys in ${file} cannot be read.`,
      'Restore the file from a copy, or delete it and make new keys with: npm run keys',
      { cause },
    );
  }
}

/** Writes all keys, readable by this account only, in one step. */
export async function writeKeyFile(file: string, keys: readonly KeptKey[]): Promise<void> {
  const part = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(part, `${JSON.stringify({ version: 1, keys }, null, 2)}\n`, { mode: 0o600 });
  await rename(part, file);
}

/** The keys of a file by id, read again when it changed. */
export class KeyFile {
  readonly #file: () => string;
  readonly #nowMs: () => number;
  readonly #onError: (error: unknown) => void;
  #keys: ReadonlyMap<string, KeptKey> = new Map();
  #mark = '';
  #lookedAtMs = -Infinity;
  #looking: Promise<void> | undefined;

  constructor(file: () => string, nowMs: () => number, onError: (error: unknown) => void) {
    this.#file = file;
    this.#nowMs = nowMs;
    this.#onError = onError;
  }

  /**
   * As of at most two seconds ago; at once, where nothing has to be looked at. An unreadable file
   * leaves the last good keys in force.
   */
  find(id: string): KeptKey | undefined | Promise<KeptKey | undefined> {
    if (this.#nowMs() - this.#lookedAtMs <= LOOK_AGAIN_MS) return this.#keys.get(id);
    this.#looking ??= this.#look()
      .catch(this.#onError)
      .finally(() => {
        this.#lookedAtMs = this.#nowMs();
        this.#looking = undefined;
      });
    return this.#looking.then(() => this.#keys.get(id));
  }

  async #look(): Promise<void> {
    const file = this.#file();
    const facts = await stat(file).catch(() => undefined);
    const mark = facts ? `${file}:${facts.mtimeMs}:${facts.size}:${facts.ino}` : file;
    if (mark === this.#mark) return;
    const keys = await readKeyFile(file);
    this.#keys = new Map(keys.map((key) => [key.id, key]));
    this.#mark = mark;
  }
}
