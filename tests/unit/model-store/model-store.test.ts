import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModelStore } from '../../../src/model-store/model-store.ts';
import type { OriginSpec } from '../../../src/model-store/sources/origin.ts';
import { createEngineCache } from '../../../src/model-store/kept/engine-hooks.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import type { ParleyDatabase } from '../../../src/storage/migration.ts';
import { createFakeLocks } from '../../fakes/fake-locks.ts';
import { sha256Of, startHubServer, type HubServer } from '../../fakes/hub-server.ts';
import { servedModel, storedHashes } from '../../fakes/store-harness.ts';
import { syntheticEntry } from '../../fakes/synthetic-entry.ts';
import { openTab } from '../../fakes/store-tab.ts';

const ID = 'synthetic';
const never = new AbortController().signal;
const right = new Map([...servedModel.files].map(([path, bytes]) => [path, sha256Of(bytes)]));
const total = [...servedModel.files.values()].reduce((sum, bytes) => sum + bytes.length, 0);

let hub: HubServer;
let database: ParleyDatabase;
let name = 0;
let origins: OriginSpec[];
let open: ModelStore[] = [];

beforeEach(async () => {
  hub = await startHubServer([servedModel]);
  database = await openDatabase({}, `store-${++name}`);
  origins = [{ kind: 'hub', name: 'hub', baseUrl: hub.url }];
});
afterEach(async () => {
  for (const store of open) await store.close();
  open = [];
  database.close();
  await hub.close();
});

function tab(
  ...args: Parameters<typeof openTab> extends [unknown, unknown, ...infer R] ? R : never
) {
  const opened = openTab(database, `channel-${name}`, ...args);
  open.push(opened.store);
  return opened;
}

async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never came true');
}

describe('a model on one tab', () => {
  test('comes, is read by engines, and goes', async () => {
    const { store, chunks } = tab(undefined, origins);
    expect(await store.stored.has(ID, ['config.json'], never)).toBe(false);
    await store.get(ID, 'q8', {}, never);
    await store.whenReady(ID, never);
    expect(await storedHashes(chunks, ID)).toEqual(right);
    expect(await store.stored.ready()).toEqual([ID]);

    const files = await store.stored.files(ID);
    const weights = servedModel.files.get('onnx/model.onnx_data')!;
    expect(await files.bytes('onnx/model.onnx_data', 60_000, 140_000)).toEqual(
      weights.slice(60_000, 140_000),
    );

    await store.remove(ID);
    expect(await store.stored.ready()).toEqual([]);
    expect(await database.count('chunks')).toBe(0);
    expect(await database.count('chunkJournal')).toBe(0);
    await expect(store.stored.files(ID)).rejects.toMatchObject({ code: 'model-not-ready' });
  });

  test('engines see nothing of it before it is whole, and never the network', async () => {
    const { store } = tab(undefined, origins);
    const cache = createEngineCache(store.stored, [syntheticEntry]);
    const address = `https://huggingface.co/tests/synthetic/resolve/main/onnx/model.onnx`;
    hub.bytesPerSecond = 500_000;
    await store.get(ID, 'q8', {}, never);
    await until(async () => (await database.count('chunks')) > 3);
    const look = async (path: string) => (await store.stored.open(ID, path, never)).status;
    expect(await look('onnx/model.onnx')).toBe(404);
    expect(await cache.match(address)).toBeUndefined();
    hub.bytesPerSecond = 0;
    await store.whenReady(ID, never);
    const whole = await cache.match(`/models/${ID}/config.json`);
    expect(await whole?.json()).toEqual({ made: 'for tests' });
    expect(await look('onnx/model.onnx')).toBe(200);
    expect(await look('no.bin')).toBe(404);
  });

  test('pause keeps it, get goes on, and no byte comes twice', async () => {
    const { store, chunks } = tab(undefined, origins);
    hub.bytesPerSecond = 300_000;
    await store.get(ID, 'q8', {}, never);
    await until(async () => (await database.count('chunks')) > 5);
    await store.pause(ID);
    await until(async () => (await chunks.record(ID))?.state === 'paused');
    const kept = (await chunks.rows(ID)).flatMap((row) => row.partBytes).reduce((a, b) => a + b);
    const before = hub.sentBytes();
    hub.bytesPerSecond = 0;
    await store.get(ID, 'q8', {}, never);
    await store.whenReady(ID, never);
    expect(hub.sentBytes() - before).toBe(total - kept);
  });

  test('offline stops it with a sentence, and it goes on by itself', async () => {
    const { store } = tab(undefined, origins);
    await store.get(ID, 'q8', {}, never);
    hub.fault = ({ count }) => (count > 4 ? { kind: 'cut', afterBytes: 0 } : undefined);
    await expect(store.whenReady(ID, never)).rejects.toMatchObject({ code: 'model-offline' });
    hub.fault = () => undefined;
    store.online();
    await until(async () => (await store.stored.ready()).length === 1);
  });

  test('a damaged chunk is found, exactly that one is fetched again', async () => {
    const { store, chunks } = tab(undefined, origins);
    await store.get(ID, 'q8', {}, never);
    await store.whenReady(ID, never);
    const key = [ID, 'onnx/model.onnx_data', 7, 0] as const;
    const bytes = new Uint8Array((await database.get('chunks', [...key])) as ArrayBuffer);
    bytes[11] = (bytes[11] ?? 0) ^ 4;
    await database.put('chunks', bytes.buffer, [...key]);
    expect(await store.verify(ID, never)).toMatchObject({ badChunks: 1 });
    expect((await chunks.record(ID))?.state).toBe('damaged');
    await expect(store.stored.files(ID)).rejects.toMatchObject({ code: 'model-not-ready' });
    const before = hub.requests.length;
    await store.get(ID, 'q8', {}, never);
    await store.whenReady(ID, never);
    expect(hub.requests.slice(before).map(({ path, from }) => [path, from])).toEqual([
      ['onnx/model.onnx_data', 7 * 65_536],
    ]);
    expect(await storedHashes(chunks, ID)).toEqual(right);
  });
});

describe('what is asked before', () => {
  const storage = (quota: number, usage = 0) => ({
    estimate: () => Promise.resolve({ quota, usage }),
    persist: () => Promise.resolve(true),
    persisted: () => Promise.resolve(false),
  });

  test('too little space: says so, and nothing has changed', async () => {
    const { store, chunks } = tab(undefined, origins, { storage: storage(1_000_000) });
    await expect(store.get(ID, 'q8', {}, never)).rejects.toMatchObject({ code: 'model-no-space' });
    expect(await chunks.record(ID)).toBeUndefined();
  });

  test('a metered connection: asks, then does it', async () => {
    const { store } = tab(undefined, origins, { connection: () => ({ saveData: true }) });
    // Small models are not worth a question.
    await store.get(ID, 'q8', {}, never);
    await store.whenReady(ID, never);
  });

  test('a disk that fills up in the middle leaves a consistent state', async () => {
    const { chunks } = tab(undefined, origins);
    let parts = 0;
    const full = {
      ...chunks,
      addPart: (part: Parameters<typeof chunks.addPart>[0]) =>
        ++parts > 20
          ? Promise.reject(new DOMException('full', 'QuotaExceededError'))
          : chunks.addPart(part),
    };
    const { store } = tab(undefined, origins, { chunks: full });
    await store.get(ID, 'q8', {}, never);
    await expect(store.whenReady(ID, never)).rejects.toMatchObject({ code: 'model-disk-full' });
    expect(await chunks.record(ID)).toMatchObject({ state: 'paused', problem: 'model-disk-full' });
    parts = -1e9;
    await store.get(ID, 'q8', {}, never);
    await store.whenReady(ID, never);
    expect(await storedHashes(chunks, ID)).toEqual(right);
  });
});

describe('a disk on which not even a record fits', () => {
  test('says so, and the next start goes on', async () => {
    const { chunks } = tab(undefined, origins);
    let left = 12;
    const quota = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    const full = {
      ...chunks,
      addPart: (part: Parameters<typeof chunks.addPart>[0]) =>
        --left < 0 ? quota() : chunks.addPart(part),
      update: (...args: Parameters<typeof chunks.update>) =>
        left < 0 ? quota() : chunks.update(...args),
    };
    const first = tab(undefined, origins, { chunks: full });
    await first.store.get(ID, 'q8', {}, never);
    await expect(first.store.whenReady(ID, never)).rejects.toMatchObject({
      code: 'model-disk-full',
    });
    expect((await chunks.record(ID))?.state).toBe('downloading');
    const second = tab(undefined, origins);
    await until(async () => (await second.store.stored.ready()).length === 1);
    expect(await storedHashes(chunks, ID)).toEqual(right);
  });
});

describe('two tabs', () => {
  test('one fetches, the other watches, pauses and takes over when the first is killed', async () => {
    const locks = createFakeLocks();
    const lockA = locks.tab();
    const a = tab(lockA, origins);
    const b = tab(locks.tab(), origins);
    hub.bytesPerSecond = 300_000;
    await b.store.get(ID, 'q8', {}, never);
    const seen: number[] = [];
    b.store.watch((status) => seen.push(status.doneBytes));
    await until(() => seen.some((bytes) => bytes > 100_000));
    const before = hub.sentBytes();
    // The first tab dies: its requests end and its lock goes.
    await a.store.close();
    lockA.kill();
    hub.bytesPerSecond = 0;
    await until(async () => (await b.store.stored.ready()).length === 1);
    expect(await storedHashes(b.chunks, ID)).toEqual(right);
    expect(before).toBeGreaterThan(0);
    expect(hub.sentBytes()).toBeLessThan(total * 1.5);
  });
});

describe('packs', () => {
  test('a pack carries a model to a device without a network', async () => {
    const { store } = tab(undefined, origins);
    await store.get(ID, 'q8', {}, never);
    await store.whenReady(ID, never);
    const { pack, name: file } = await store.savePack(ID);
    expect(file).toBe('synthetic.parley-model');

    hub.online = false;
    const other = await openDatabase({}, `other-${name}`);
    const there = openTab(other, `other-${name}`, undefined, []);
    expect(await there.store.openPack(pack, never)).toBe(ID);
    await there.store.whenReady(ID, never);
    expect(await storedHashes(there.chunks, ID)).toEqual(right);

    await there.store.remove(ID);
    const bytes = new Uint8Array(await pack.arrayBuffer());
    bytes[bytes.length - 5000] = (bytes[bytes.length - 5000] ?? 0) ^ 1;
    await there.store.openPack(new Blob([bytes]), never);
    await expect(there.store.whenReady(ID, never)).rejects.toMatchObject({
      code: 'model-wrong-bytes',
    });
    await expect(there.store.openPack(pack.slice(0, 9000), never)).rejects.toMatchObject({
      code: 'model-pack-unreadable',
    });
    await expect(there.store.openPack(new Blob(['PK']), never)).rejects.toMatchObject({
      code: 'model-pack-unreadable',
    });
    await there.store.close();
    other.close();
  });
});
