import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** What a hash is valid for. */
interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
}

/** SHA-256 of files, computed when first asked for and again only when size or time changed. */
export class FileHashes {
  readonly #known = new Map<string, { state: FileState; hash: Promise<string> }>();

  /** Lower-case hex. Callers that ask at the same time share one reading. */
  async of(file: string, state: FileState): Promise<string> {
    const known = this.#known.get(file);
    if (known?.state.size === state.size && known.state.mtimeMs === state.mtimeMs) {
      return known.hash;
    }
    const hash = sha256(file);
    this.#known.set(file, { state: { size: state.size, mtimeMs: state.mtimeMs }, hash });
    try {
      return await hash;
    } catch (error) {
      this.#known.delete(file);
      throw error;
    }
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
