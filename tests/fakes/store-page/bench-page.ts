import { createIndexedDbChunks } from '../../../src/model-store/kept/indexed-db-chunks.ts';
import { openModelFiles } from '../../../src/model-store/kept/model-files.ts';
import { openDatabase } from '../../../src/storage/database.ts';

/** Megabytes per second. */
export interface Speed {
  readonly writeMbS: number;
  readonly readMbS: number;
}

export type SpeedKind = 'store' | 'parts' | 'cacheApi' | 'opfs' | 'opfsFile';

export interface BenchPage {
  /**
   * `store`: as it is read once a model is ready. `parts`: as it is written while it downloads.
   * `opfs`: through a worker's synchronous handle; `opfsFile`: as a File, as pages have it.
   */
  speed(kind: SpeedKind, totalMib: number, pieceMib: number): Promise<Speed>;
  /** Puts a file of this size into the store. */
  fill(totalMib: number): Promise<void>;
  /** What any engine needs: one buffer as large as the file. Returns its length. */
  hold(totalMib: number): Promise<number>;
  /** The same buffer, filled from the store as an engine's loader does it. */
  load(): Promise<number>;
}

declare global {
  interface Window {
    bench?: BenchPage;
    held?: Uint8Array;
  }
}

const MIB = 1024 * 1024;
const CHUNK = 16 * MIB;

window.bench = {
  speed(kind, totalMib, pieceMib) {
    const worker = new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module' });
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Speed & { error?: string }>) => {
        worker.terminate();
        if (data.error === undefined) resolve(data);
        else reject(new Error(data.error));
      };
      worker.postMessage([kind, totalMib, pieceMib]);
    });
  },
  async fill(totalMib) {
    const chunks = createIndexedDbChunks(await openDatabase({}, 'memory'));
    const files = [{ path: 'f', sizeBytes: totalMib * MIB }];
    const record = { id: 'm', variant: '', revision: '', files, pins: {}, changedAt: 0, usedAt: 0 };
    await chunks.update('m', () => ({ ...record, state: 'ready', chunkBytes: CHUNK }));
    for (let index = 0; index < (totalMib * MIB) / CHUNK; index++)
      for (let offset = 0; offset < CHUNK; offset += CHUNK / 8) {
        const part = new Uint8Array(CHUNK / 8);
        crypto.getRandomValues(part.subarray(0, 65_536));
        const last = offset + part.length === CHUNK ? { sha256: 'x' } : {};
        await chunks.addPart({
          model: 'm',
          path: 'f',
          index,
          offset,
          bytes: part,
          source: '',
          etag: '',
          ...last,
        });
      }
  },
  hold(totalMib) {
    window.held = new Uint8Array(totalMib * MIB).fill(1);
    return Promise.resolve(window.held.length);
  },
  async load() {
    const chunks = createIndexedDbChunks(await openDatabase({}, 'memory'));
    const files = await openModelFiles(chunks, 'm');
    const response = files.open('f')!;
    const all = new Uint8Array(files.record.files[0]!.sizeBytes);
    window.held = all;
    const reader = response.body.getReader();
    let at = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return at;
      all.set(value, at);
      at += value.length;
    }
  },
};
