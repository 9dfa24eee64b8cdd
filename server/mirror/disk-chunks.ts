import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  rowWith,
  type ChunkAddress,
  type ChunkRow,
  type ChunkStore,
  type ModelRecord,
} from '../../src/contracts/chunk-store.ts';
import { writeWhole } from './write-whole.ts';

/** Everything on disk that is known of one model under way. */
interface Ledger {
  readonly record?: ModelRecord;
  readonly rows: readonly ChunkRow[];
}

const stored = (row: ChunkRow) => row.partBytes.reduce((sum, bytes) => sum + bytes, 0);

/**
 * The chunk store of the companion: `<root>/.partial/<id>/<path>` holds the bytes at their final
 * places, `<root>/.partial/<id>.json` the record and the journal. Bytes are on the disk before the
 * journal speaks of them. One process at a time: whoever uses it holds the
 * lock of pull-lock.ts.
 */
export class DiskChunks implements ChunkStore {
  readonly #root: string;
  readonly #partial: string;
  /** One transaction after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(root: string) {
    this.#root = root;
    this.#partial = join(root, '.partial');
  }

  #ledgerFile = (id: string) => join(this.#partial, `${id}.json`);
  #file = (id: string, path: string) => join(this.#partial, id, path);

  #transaction<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work, work);
    this.#last = run.catch(() => undefined);
    return run;
  }

  async #ledger(id: string): Promise<Ledger> {
    try {
      return JSON.parse(await readFile(this.#ledgerFile(id), 'utf8')) as Ledger;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { rows: [] };
      throw error;
    }
  }

  #keep(id: string, ledger: Ledger): Promise<void> {
    return writeWhole(this.#ledgerFile(id), JSON.stringify(ledger));
  }

  /** Not needed where models are named one by one. */
  records(): Promise<readonly ModelRecord[]> {
    return Promise.resolve([]);
  }

  async record(id: string): Promise<ModelRecord | undefined> {
    return (await this.#ledger(id)).record;
  }

  update: ChunkStore['update'] = (id, change) =>
    this.#transaction(async () => {
      const ledger = await this.#ledger(id);
      const next = change(ledger.record);
      if (next) await this.#keep(id, { ...ledger, record: next });
      return next ?? ledger.record;
    });

  async rows(model: string, path?: string): Promise<readonly ChunkRow[]> {
    const { rows } = await this.#ledger(model);
    return path === undefined ? rows : rows.filter((row) => row.path === path);
  }

  addPart: ChunkStore['addPart'] = (part) =>
    this.#transaction(async () => {
      const { model, path, index } = part;
      const ledger = await this.#ledger(model);
      const before = ledger.rows.find((row) => row.path === path && row.index === index);
      if ((before ? stored(before) : 0) !== part.offset || before?.sha256) return false;
      const chunkBytes = ledger.record?.chunkBytes ?? 0;
      const file = this.#file(model, path);
      await mkdir(dirname(file), { recursive: true });
      const handle = await open(
        file,
        await stat(file).then(
          () => 'r+' as const,
          () => 'w+' as const,
        ),
      );
      try {
        await handle.write(part.bytes, 0, part.bytes.length, index * chunkBytes + part.offset);
        await handle.sync();
      } finally {
        await handle.close();
      }
      const row = rowWith(before, part);
      const rows = [...ledger.rows.filter((each) => each !== before), row];
      rows.sort((a, b) => (a.path === b.path ? a.index - b.index : a.path < b.path ? -1 : 1));
      await this.#keep(model, { ...ledger, rows });
      return true;
    });

  /** The bytes lie one after the other already; only the journal says otherwise. */
  join: ChunkStore['join'] = (row) =>
    this.#transaction(async () => {
      const ledger = await this.#ledger(row.model);
      const before = ledger.rows.find(
        ({ path, index }) => path === row.path && index === row.index,
      );
      if (!before || before.sha256 === undefined || before.sha256 !== row.sha256)
        return before ?? row;
      const joined: ChunkRow = { ...before, partBytes: [stored(before)] };
      const rows = ledger.rows.map((each) => (each === before ? joined : each));
      await this.#keep(row.model, { ...ledger, rows });
      return joined;
    });

  async parts({
    model,
    path,
    index,
    partBytes,
  }: ChunkRow): Promise<(Uint8Array<ArrayBuffer> | undefined)[]> {
    const chunkBytes = (await this.record(model))?.chunkBytes ?? 0;
    const handle = await open(this.#file(model, path), 'r').catch(() => undefined);
    if (!handle) return partBytes.map(() => undefined);
    try {
      const parts: (Uint8Array<ArrayBuffer> | undefined)[] = [];
      let at = index * chunkBytes;
      for (const length of partBytes) {
        const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, at);
        parts.push(bytesRead === length ? buffer : undefined);
        at += length;
      }
      return parts;
    } finally {
      await handle.close();
    }
  }

  #without(id: string, gone: (row: ChunkRow) => boolean, record?: ModelRecord): Promise<void> {
    return this.#transaction(async () => {
      const ledger = await this.#ledger(id);
      const rows = ledger.rows.filter((row) => !gone(row));
      await this.#keep(id, { ...ledger, ...(record ? { record } : {}), rows });
    });
  }

  drop(model: string, path?: string, index?: number): Promise<void> {
    return this.#without(
      model,
      (row) =>
        (path === undefined || row.path === path) && (index === undefined || row.index === index),
    );
  }

  async damage(
    model: string,
    chunks: readonly ChunkAddress[],
    problem: string,
    atMs: number,
  ): Promise<void> {
    const record = await this.record(model);
    if (!record) return;
    const bad = new Set(chunks.map(({ path, index }) => `${path}\n${index}`));
    await this.#without(model, (row) => bad.has(`${row.path}\n${row.index}`), {
      ...record,
      state: 'damaged',
      problem,
      badChunks: chunks.length,
      changedAt: atMs,
    });
  }

  remove(model: string): Promise<void> {
    return this.#transaction(async () => {
      await rm(this.#ledgerFile(model), { force: true });
      await rm(join(this.#partial, model), { recursive: true, force: true });
    });
  }

  async reconcile(model: string): Promise<readonly ChunkAddress[]> {
    const lost: ChunkAddress[] = [];
    for (const row of await this.rows(model))
      if ((await this.parts(row)).some((part) => !part)) lost.push(row);
    const gone = new Set(lost.map(({ path, index }) => `${path}\n${index}`));
    if (gone.size > 0) await this.#without(model, (row) => gone.has(`${row.path}\n${row.index}`));
    return lost.map(({ path, index }) => ({ path, index }));
  }

  /** Moves a ready model to where it is served from. Safe to repeat after a crash in the middle. */
  async publish(id: string): Promise<void> {
    const record = await this.record(id);
    if (record?.state !== 'ready') throw new Error(`${id} is not ready`);
    for (const { path, sizeBytes } of record.files) {
      const from = this.#file(id, path);
      const to = join(this.#root, id, path);
      await mkdir(dirname(to), { recursive: true });
      if (sizeBytes === 0) await writeFile(to, '');
      else
        await rename(from, to).catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT' || (await stat(to)).size !== sizeBytes) throw error;
        });
    }
    await this.remove(id);
  }
}
