import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChunkStore } from '../../../src/contracts/chunk-store.ts';
import { createIndexedDbChunks } from '../../../src/model-store/kept/indexed-db-chunks.ts';
import type { Origin } from '../../../src/model-store/sources/origin.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import type { ParleyDatabase } from '../../../src/storage/migration.ts';
import { sha256Of, startHubServer, type Fault, type HubServer } from '../../fakes/hub-server.ts';
import {
  companionAt,
  hubAt,
  planned,
  realTimers,
  servedModel,
  storedHashes,
  transfer,
} from '../../fakes/store-harness.ts';

const right = new Map([...servedModel.files].map(([path, bytes]) => [path, sha256Of(bytes)]));
const total = [...servedModel.files.values()].reduce((sum, bytes) => sum + bytes.length, 0);

let hub: HubServer;
let companion: HubServer;
let database: ParleyDatabase;
let chunks: ChunkStore;
let made = 0;

beforeEach(async () => {
  hub = await startHubServer([servedModel]);
  companion = await startHubServer([servedModel]);
  database = await openDatabase({}, `kept-parts-${made++}`);
  chunks = createIndexedDbChunks(database);
});
afterEach(async () => {
  database.close();
  await hub.close();
  await companion.close();
});

const stored = async () =>
  (await chunks.rows('synthetic')).flatMap(({ partBytes }) => partBytes).reduce((a, b) => a + b, 0);

/** Fetches some of it from one source and is paused in the middle of several chunks. */
async function begin(server: HubServer, origin: Origin): Promise<number> {
  await planned(chunks, [origin]);
  const stop = new AbortController();
  server.bytesPerSecond = 300_000;
  await transfer(chunks, [origin], {
    signal: stop.signal,
    report: ({ doneBytes }) => {
      if (doneBytes > 120_000) stop.abort(new Error('closed'));
    },
  }).catch(() => undefined);
  server.bytesPerSecond = 0;
  const kept = await stored();
  expect(kept).toBeGreaterThan(100_000);
  expect((await chunks.rows('synthetic')).some(({ sha256 }) => sha256 === undefined)).toBe(true);
  return kept;
}

const faults: Fault[] = [
  { kind: 'status', status: 404 },
  { kind: 'status', status: 403 },
  { kind: 'status', status: 503 },
  { kind: 'html' },
  { kind: 'no-range' },
  { kind: 'other-etag' },
  { kind: 'other-range' },
  { kind: 'cut', afterBytes: 0 },
];

describe.each<[string, boolean]>([
  ['begun at the hub, then the companion is asked first', false],
  ['begun at the companion, which then has it no more', true],
])('%s', (_name, fromCompanion) => {
  test.each(faults)('%j: not a byte comes twice', async (fault) => {
    const origins = [companionAt(companion.url), hubAt(hub.url)];
    const kept = await (fromCompanion
      ? begin(companion, companionAt(companion.url))
      : begin(hub, hubAt(hub.url)));
    companion.fault = () => fault;
    const before = hub.sentBytes();
    await transfer(chunks, origins);
    expect(await storedHashes(chunks, 'synthetic')).toEqual(right);
    const came = hub.sentBytes() - before;
    // A source that names its files otherwise, and has the right bytes, may give them.
    if (fault.kind === 'other-etag') expect(came).toBeLessThanOrEqual(total - kept);
    else expect(came).toBe(total - kept);
  });

  test('nobody answers: all of it is still there', async () => {
    const origins = [companionAt(companion.url), hubAt(hub.url)];
    const kept = await (fromCompanion
      ? begin(companion, companionAt(companion.url))
      : begin(hub, hubAt(hub.url)));
    companion.fault = () => ({ kind: 'status', status: 404 });
    hub.online = false;
    for (let press = 0; press < 3; press++)
      await expect(transfer(chunks, origins)).rejects.toMatchObject({ code: 'model-offline' });
    expect(await stored()).toBe(kept);
  });
});

test('a chunk of two sources, one of which lied: the other one gives the file', async () => {
  await planned(chunks, [hubAt(hub.url)]);
  const stop = new AbortController();
  companion.bytesPerSecond = 300_000;
  companion.fault = () => ({ kind: 'wrong-byte' });
  await transfer(chunks, [companionAt(companion.url)], {
    signal: stop.signal,
    report: ({ doneBytes }) => {
      if (doneBytes > 300_000) stop.abort(new Error('closed'));
    },
  }).catch(() => undefined);
  await transfer(chunks, [hubAt(hub.url), companionAt(companion.url)]);
  expect(await storedHashes(chunks, 'synthetic')).toEqual(right);
});

describe('a bad line', () => {
  test('that is cut after some bytes, every time, gets there', async () => {
    await planned(chunks, [hubAt(hub.url)]);
    hub.fault = () => ({ kind: 'cut', afterBytes: 9000 });
    await transfer(chunks, [hubAt(hub.url)]);
    expect(await storedHashes(chunks, 'synthetic')).toEqual(right);
  });

  test('that gives nothing is given up, with everything kept', async () => {
    const kept = await begin(hub, hubAt(hub.url));
    hub.fault = () => ({ kind: 'cut', afterBytes: 0 });
    await expect(transfer(chunks, [hubAt(hub.url)])).rejects.toMatchObject({
      code: 'model-offline',
    });
    expect(await stored()).toBe(kept);
  });

  test('that stalls in the first answer of every file gets there', async () => {
    await planned(chunks, [hubAt(hub.url)]);
    const seen = new Set<string>();
    hub.fault = ({ path }) => {
      if (seen.has(path)) return undefined;
      seen.add(path);
      return { kind: 'stall', afterBytes: 9000 };
    };
    await transfer(chunks, [hubAt(hub.url)], {
      timers: { ...realTimers, setTimeout: (run, ms) => setTimeout(run, ms / 50) },
    });
    expect(await storedHashes(chunks, 'synthetic')).toEqual(right);
  });
});
