import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChunkStore } from '../../../src/contracts/chunk-store.ts';
import { createIndexedDbChunks } from '../../../src/model-store/kept/indexed-db-chunks.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import type { ParleyDatabase } from '../../../src/storage/migration.ts';
import { sha256Of, startHubServer, type Fault, type HubServer } from '../../fakes/hub-server.ts';
import {
  companionAt,
  hubAt,
  planned,
  servedModel,
  storedHashes,
  transfer,
} from '../../fakes/store-harness.ts';
import { syntheticEntry } from '../../fakes/synthetic-entry.ts';

let hub: HubServer;
let companion: HubServer;
let database: ParleyDatabase;
let chunks: ChunkStore;
let name = 0;

beforeEach(async () => {
  hub = await startHubServer([servedModel]);
  companion = await startHubServer([servedModel]);
  database = await openDatabase({}, `transfer-${name++}`);
  chunks = createIndexedDbChunks(database);
});
afterEach(async () => {
  database.close();
  await hub.close();
  await companion.close();
});

const state = async () => (await chunks.record('synthetic'))?.state;
const right = new Map([...servedModel.files].map(([path, bytes]) => [path, sha256Of(bytes)]));
const total = [...servedModel.files.values()].reduce((sum, bytes) => sum + bytes.length, 0);

async function expectReady(): Promise<void> {
  expect(await state()).toBe('ready');
  expect(await storedHashes(chunks, 'synthetic')).toEqual(right);
}

describe('fetching', () => {
  test.each([
    ['the hub, through a redirect to another host', () => [hubAt(hub.url)]],
    ['the companion', () => [companionAt(companion.url)]],
  ])('from %s: every byte once, verified', async (_name, origins) => {
    await planned(chunks, origins());
    await transfer(chunks, origins());
    await expectReady();
    expect(hub.sentBytes() + companion.sentBytes()).toBe(total);
    const record = await chunks.record('synthetic');
    expect(record?.pins).toEqual(Object.fromEntries(right));
  });

  test('the hub is planned at a commit, with LFS hashes and git ids', async () => {
    await planned(chunks, [hubAt(hub.url)]);
    const record = await chunks.record('synthetic');
    expect(record?.revision).toMatch(/^[0-9a-f]{40}$/);
    const byPath = new Map(record?.files.map((file) => [file.path, file]));
    expect(byPath.get('onnx/model.onnx')?.sha256).toBe(right.get('onnx/model.onnx'));
    expect(byPath.get('config.json')?.gitOid).toMatch(/^[0-9a-f]{40}$/);
    expect(byPath.has('absent.json')).toBe(false);
  });

  test('a companion that sleeps is replaced by the hub', async () => {
    companion.online = false;
    const origins = [companionAt(companion.url), hubAt(hub.url)];
    await planned(chunks, origins);
    await transfer(chunks, origins);
    await expectReady();
  });

  test('a companion that loses its files in the middle is replaced by the hub', async () => {
    const origins = [companionAt(companion.url), hubAt(hub.url)];
    await planned(chunks, origins);
    companion.fault = ({ count }) => (count > 6 ? { kind: 'status', status: 404 } : undefined);
    await transfer(chunks, origins);
    await expectReady();
    expect(companion.sentBytes() + hub.sentBytes()).toBe(total);
  });
});

const oneFault = (fault: Fault) => (request: { count: number }) =>
  request.count === 5 ? fault : undefined;

describe('one fault on the way, one source', () => {
  test.each<[Fault['kind'], Fault]>([
    ['cut', { kind: 'cut', afterBytes: 20_000 }],
    ['short', { kind: 'short' }],
    ['status', { kind: 'status', status: 503 }],
    ['status', { kind: 'status', status: 429, retryAfter: '0' }],
    ['wrong-byte', { kind: 'wrong-byte' }],
  ])('%s: it mends itself', async (_kind, fault) => {
    await planned(chunks, [hubAt(hub.url)]);
    hub.fault = oneFault(fault);
    const run = transfer(chunks, [hubAt(hub.url)]);
    if (fault.kind === 'wrong-byte') {
      // With one source there is nobody else to ask in the same run; Continue fetches that file.
      await expect(run).rejects.toMatchObject({ code: 'model-wrong-bytes' });
      expect(await state()).toBe('paused');
      await transfer(chunks, [hubAt(hub.url)]);
    } else await run;
    await expectReady();
  });

  test.each<[Fault]>([
    [{ kind: 'html' }],
    [{ kind: 'other-range' }],
    [{ kind: 'no-range' }],
    [{ kind: 'status', status: 404 }],
    [{ kind: 'status', status: 403 }],
  ])('%j: refused, nothing of it is kept, Continue goes on', async (fault) => {
    await planned(chunks, [hubAt(hub.url)]);
    hub.fault = oneFault(fault);
    await expect(transfer(chunks, [hubAt(hub.url)])).rejects.toMatchObject({
      code: 'model-source-refused',
    });
    expect(await chunks.record('synthetic')).toMatchObject({
      state: 'paused',
      problem: 'model-source-refused',
    });
    const before = hub.sentBytes();
    await transfer(chunks, [hubAt(hub.url)]);
    await expectReady();
    expect(hub.sentBytes() - before).toBeLessThan(total);
  });

  test('an answer that is too long is refused', async () => {
    await planned(chunks, [hubAt(hub.url)]);
    hub.fault = oneFault({ kind: 'long' });
    await transfer(chunks, [hubAt(hub.url)]).catch(() => undefined);
    if ((await state()) !== 'ready') await transfer(chunks, [hubAt(hub.url)]);
    await expectReady();
  });
});

describe('one fault on the way, two sources', () => {
  test.each<[Fault]>([
    [{ kind: 'html' }],
    [{ kind: 'wrong-byte' }],
    [{ kind: 'no-range' }],
    [{ kind: 'other-etag' }],
    [{ kind: 'other-range' }],
    [{ kind: 'status', status: 404 }],
    [{ kind: 'status', status: 416 }],
    [{ kind: 'cut', afterBytes: 0 }],
  ])('%j: it ends ready without anybody noticing', async (fault) => {
    const origins = [companionAt(companion.url), hubAt(hub.url)];
    await planned(chunks, origins);
    companion.fault = oneFault(fault);
    await transfer(chunks, origins);
    await expectReady();
  });

  test('a companion that always lies is found out by hash', async () => {
    const origins = [companionAt(companion.url), hubAt(hub.url)];
    await planned(chunks, [hubAt(hub.url)]);
    companion.fault = ({ path }) => (path.endsWith('_data') ? { kind: 'wrong-byte' } : undefined);
    await transfer(chunks, origins);
    await expectReady();
  });
});

describe('a file that changes in the middle', () => {
  test('without a known hash: its parts are dropped, and a new plan fetches the new file', async () => {
    hub.tellsHashes = false;
    const entry = { ...syntheticEntry, files: syntheticEntry.files };
    await planned(chunks, [hubAt(hub.url)], entry);
    // Without ids nobody could tell which version is meant.
    await chunks.update('synthetic', (before) =>
      before
        ? { ...before, files: before.files.map(({ path, sizeBytes }) => ({ path, sizeBytes })) }
        : undefined,
    );
    hub.fault = ({ count }) => (count >= 7 ? { kind: 'other-etag' } : undefined);
    await expect(transfer(chunks, [hubAt(hub.url)])).rejects.toMatchObject({
      code: 'model-source-changed',
    });
    hub.fault = () => undefined;
    await transfer(chunks, [hubAt(hub.url)]);
    await expectReady();
  });
});

describe('pausing and resuming', () => {
  test('a pause keeps what came, and nothing is fetched twice', async () => {
    await planned(chunks, [hubAt(hub.url)]);
    const stop = new AbortController();
    hub.bytesPerSecond = 400_000;
    const pause = Object.assign(new Error('pause'), { code: 'pause' });
    const run = transfer(chunks, [hubAt(hub.url)], { signal: stop.signal });
    setTimeout(() => stop.abort(pause), 400);
    await expect(run).rejects.toBe(pause);
    expect(await state()).toBe('paused');
    const kept = (await chunks.rows('synthetic')).flatMap((row) => row.partBytes);
    expect(kept.length).toBeGreaterThan(0);
    const sum = kept.reduce((a, b) => a + b, 0);
    hub.bytesPerSecond = 0;
    const before = hub.sentBytes();
    await transfer(chunks, [hubAt(hub.url)]);
    await expectReady();
    expect(hub.sentBytes() - before).toBe(total - sum);
  });

  test('If-Range goes to the companion once an ETag is known, never across sites', async () => {
    await planned(chunks, [companionAt(companion.url)]);
    await transfer(chunks, [companionAt(companion.url)]);
    expect(companion.requests.some(({ ifRange }) => ifRange !== undefined)).toBe(true);
    await planned(chunks, [hubAt(hub.url)]);
    expect(hub.requests.every(({ ifRange }) => ifRange === undefined)).toBe(true);
  });

  test('offline: it says so, keeps everything, and goes on later', async () => {
    await planned(chunks, [hubAt(hub.url)]);
    hub.fault = ({ count }) => (count > 8 ? { kind: 'cut', afterBytes: 0 } : undefined);
    await expect(transfer(chunks, [hubAt(hub.url)])).rejects.toMatchObject({
      code: 'model-offline',
    });
    const before = hub.sentBytes();
    hub.fault = () => undefined;
    await transfer(chunks, [hubAt(hub.url)]);
    await expectReady();
    expect(before + hub.sentBytes() - before).toBeLessThanOrEqual(total + 64 * 1024);
  });
});
