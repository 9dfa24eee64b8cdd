import type { Hasher } from './sha256.ts';
import { SourceError } from '../sources/source-error.ts';

/**
 * Bytes gathered before they are kept: an eighth of a chunk, 2 MiB. With four requests under way a
 * kill loses at most half a chunk and what is in the wires; larger parts were not faster to write.
 */
export function partBytes(chunkBytes: number): number {
  return Math.max(1, chunkBytes >> 3);
}

/**
 * On a slow line a part is kept after this long, however small, so that a tab that is killed every
 * few seconds still gets on.
 */
const PART_MS = 1000;

/** Gathers stream pieces into parts of one chunk and keeps them in order. */
export interface PartWriter {
  /** Throws `refused` when more bytes come than the chunk has. */
  add(piece: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Keeps what is left over, whether the chunk is whole or not. */
  close(): Promise<void>;
  whole(): boolean;
  /** Bytes of the chunk that are kept, or about to be. */
  reached(): number;
}

export function createPartWriter(
  have: number,
  size: number,
  part: number,
  hasher: Hasher,
  now: () => number,
  keep: (
    offset: number,
    bytes: Uint8Array<ArrayBuffer>,
    sha256: string | undefined,
  ) => Promise<boolean>,
): PartWriter {
  let offset = have;
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let gathered = 0;
  let keptAt = now();
  // One write runs while the next part comes in.
  let running: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    const bytes = new Uint8Array(gathered);
    let filled = 0;
    for (const piece of pieces) {
      bytes.set(piece, filled);
      filled += piece.length;
    }
    const at = offset;
    offset += gathered;
    pieces = [];
    gathered = 0;
    keptAt = now();
    const sha256 = offset === size ? hasher.digest() : undefined;
    const before = running;
    running = (async () => {
      await before;
      if (!(await keep(at, bytes, sha256)))
        throw new SourceError('unreachable', 'Somebody else wrote this chunk.');
    })();
    running.catch(() => undefined);
    return before;
  }

  return {
    async add(piece) {
      if (offset + gathered + piece.length > size)
        throw new SourceError('refused', 'More bytes came than the file has.');
      hasher.update(piece);
      pieces.push(piece);
      gathered += piece.length;
      const due = gathered >= part || now() - keptAt >= PART_MS;
      if (due || offset + gathered === size) await flush();
    },
    async close() {
      if (gathered > 0) await flush();
      await running;
    },
    whole: () => offset === size,
    reached: () => offset,
  };
}
