import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChunkStore } from '../../../src/contracts/chunk-store.ts';
import { createIndexedDbChunks } from '../../../src/model-store/kept/indexed-db-chunks.ts';
import { reconcileStore } from '../../../src/model-store/transfer/reconcile.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import {
  sha256Of,
  startHubServer,
  syntheticBytes,
  type HubServer,
} from '../../fakes/hub-server.ts';
import { hubAt, planned, storedHashes, transfer } from '../../fakes/store-harness.ts';
import { syntheticEntry } from '../../fakes/synthetic-entry.ts';

const files = new Map([
  ['config.json', new TextEncoder().encode('{}')],
  ['empty.txt', new Uint8Array()],
  ['onnx/model.onnx', syntheticBytes(700_000, 3)],
]);
const right = new Map([...files].map(([path, bytes]) => [path, sha256Of(bytes)]));
let hub: HubServer;
beforeAll(async () => {
  hub = await startHubServer([{ id: 'synthetic', repository: 'tests/synthetic', files }]);
});
afterAll(() => hub.close());

/** After `left` writing transactions the power goes: no method does anything any more. */
function mortal(chunks: ChunkStore, left: number): { chunks: ChunkStore; dead: () => boolean } {
  let dead = false;
  const spend =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (dead || --left < 0) {
        dead = true;
        throw new Error('the power is off');
      }
      return work(...args);
    };
  return {
    dead: () => dead,
    chunks: {
      ...chunks,
      update: spend((...args) => chunks.update(...args)),
      addPart: spend((...args) => chunks.addPart(...args)),
      join: spend((...args) => chunks.join(...args)),
      drop: spend((...args) => chunks.drop(...args)),
      damage: spend((...args) => chunks.damage(...args)),
      remove: spend((...args) => chunks.remove(...args)),
      reconcile: spend((...args) => chunks.reconcile(...args)),
    },
  };
}

test('the power may go between any two transactions', async () => {
  let cuts = 0;
  for (let allowed = 1; ; allowed++) {
    const database = await openDatabase({}, `power-${allowed}`);
    const real = createIndexedDbChunks(database);
    const { chunks, dead } = mortal(real, allowed);
    try {
      await planned(chunks, [hubAt(hub.url)], syntheticEntry);
      await transfer(chunks, [hubAt(hub.url)]);
    } catch {
      // Whatever it said, nobody heard it.
    }
    const stopped = dead();
    if (stopped) {
      cuts++;
      // Nothing half may look whole.
      const record = await real.record('synthetic');
      if (record?.state === 'ready') expect(await storedHashes(real, 'synthetic')).toEqual(right);
      await reconcileStore(real, Date.now);
      const after = await real.record('synthetic');
      if (!after || after.state === 'absent') await planned(real, [hubAt(hub.url)]);
      if (after?.state !== 'ready') await transfer(real, [hubAt(hub.url)]);
    }
    expect((await real.record('synthetic'))?.state).toBe('ready');
    expect(await storedHashes(real, 'synthetic')).toEqual(right);
    database.close();
    if (!stopped) break;
  }
  expect(cuts).toBeGreaterThan(12);
}, 60_000);
