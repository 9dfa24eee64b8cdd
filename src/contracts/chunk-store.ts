/**
 * What keeps weights, and the records about them: IndexedDB in the browser, a folder on the
 * companion. Both pass one contract suite, so downloading, verifying and mending are written once.
 */

/**
 * `absent` keeps only what was learned about the model (pins). Only `ready` is visible to engines.
 * `downloading` and `verifying` mean that somebody is at work; after a crash they become `paused`.
 */
export type ModelState =
  'absent' | 'planned' | 'downloading' | 'paused' | 'verifying' | 'ready' | 'damaged';

/** One file of a model as it will be fetched. */
export interface PlannedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex, from the catalog or from the source's own index. Absent: unpinned. */
  readonly sha256?: string;
  /** Git's own id of a small file that the hub keeps without LFS: SHA-1 of a header and the bytes. */
  readonly gitOid?: string;
  /** Where it lives when it is not in the model's repository. */
  readonly url?: string;
}

/** Everything known about one model on this device. Times are Unix ms. */
export interface ModelRecord {
  readonly id: string;
  readonly state: ModelState;
  /** The catalog variant whose files these are. */
  readonly variant: string;
  /** The commit the files were planned from; empty when the source has none. */
  readonly revision: string;
  readonly files: readonly PlannedFile[];
  readonly chunkBytes: number;
  /** SHA-256 by path, learned when a file without one first arrived whole. */
  readonly pins: Readonly<Record<string, string>>;
  readonly changedAt: number;
  /** When an engine last opened it; 0 means never. */
  readonly usedAt: number;
  /** Code of the error that paused or damaged it. */
  readonly problem?: string;
  /** The file it was about, where it was about one. */
  readonly problemFile?: string;
  /** Damaged: how many chunks must be fetched again. */
  readonly badChunks?: number;
}

/** The journal: one row per chunk that has at least one stored part. */
export interface ChunkRow {
  readonly model: string;
  readonly path: string;
  readonly index: number;
  /** Bytes of each stored part, in order; together the beginning of the chunk. */
  readonly partBytes: readonly number[];
  /** Lower-case hex, once the chunk is whole. */
  readonly sha256?: string;
  /** Which source gave it, and the ETag it carried there. */
  readonly source: string;
  readonly etag: string;
  /** Other sources that gave its beginning; only where the right file is known by its hash. */
  readonly earlier?: readonly string[];
}

/** A part to keep. `offset` is where it begins inside its chunk; it must be where the last one ended. */
export interface NewPart {
  readonly model: string;
  readonly path: string;
  readonly index: number;
  readonly offset: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly source: string;
  readonly etag: string;
  /** Given with the last part of a chunk. */
  readonly sha256?: string;
}

/** Every method is one transaction: it happened or it did not, also when the power goes. */
export interface ChunkStore {
  records(): Promise<readonly ModelRecord[]>;
  record(id: string): Promise<ModelRecord | undefined>;
  /**
   * Reads, changes and writes one record. `change` is called once and must not wait; returning
   * undefined leaves everything as it was. Returns what is stored afterwards.
   */
  update(
    id: string,
    change: (before: ModelRecord | undefined) => ModelRecord | undefined,
  ): Promise<ModelRecord | undefined>;
  /** All journal rows of a model, or of one of its files. */
  rows(model: string, path?: string): Promise<readonly ChunkRow[]>;
  /** Keeps a part and its journal row. Returns false, keeping nothing, when `offset` does not fit. */
  addPart(part: NewPart): Promise<boolean>;
  /**
   * Makes one part of all parts of a whole chunk, because fewer and larger parts are read faster.
   * Returns the chunk's row as it is now; unchanged where there was nothing to do, or where
   * somebody else wrote the chunk meanwhile.
   */
  join(row: ChunkRow): Promise<ChunkRow>;
  /**
   * The parts of a chunk in order, each in an array of its own; undefined for one that is missing or
   * cannot be read.
   */
  parts(row: ChunkRow): Promise<readonly (Uint8Array<ArrayBuffer> | undefined)[]>;
  /** Forgets chunks and their rows; of every chunk of the file or the model when left out. */
  drop(model: string, path?: string, index?: number): Promise<void>;
  /** Marks chunks as bad in one step: their rows and parts go, the record becomes `damaged`. */
  damage(
    model: string,
    chunks: readonly ChunkAddress[],
    problem: string,
    atMs: number,
  ): Promise<void>;
  /** Deletes every byte of a model; the record stays as `absent` with its pins. */
  remove(model: string, atMs: number): Promise<void>;
  /** Drops rows without parts and parts without rows. Returns the chunks that must be fetched again. */
  reconcile(model: string): Promise<readonly ChunkAddress[]>;
}

export interface ChunkAddress {
  readonly path: string;
  readonly index: number;
}

/** The journal row of a chunk once `part` is kept behind what `before` tells of. */
export function rowWith(before: ChunkRow | undefined, part: NewPart): ChunkRow {
  const { model, path, index, bytes, source, etag, sha256 } = part;
  const sources = new Set([...(before?.earlier ?? []), ...(before ? [before.source] : [])]);
  sources.delete(source);
  return {
    model,
    path,
    index,
    partBytes: [...(before?.partBytes ?? []), bytes.length],
    source,
    etag,
    ...(sources.size === 0 ? {} : { earlier: [...sources] }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}
