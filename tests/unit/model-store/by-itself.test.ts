import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModelRecord } from '../../../src/contracts/chunk-store.ts';
import type { ModelStore } from '../../../src/model-store/model-store.ts';
import type { OriginSpec } from '../../../src/model-store/sources/origin.ts';
import { createTryAgain } from '../../../src/model-store/transfer/try-again.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import type { ParleyDatabase } from '../../../src/storage/migration.ts';
import {
  sha256Of,
  startHubServer,
  syntheticBytes,
  type HubServer,
  type ServedModel,
} from '../../fakes/hub-server.ts';
import { servedModel, storedHashes } from '../../fakes/store-harness.ts';
import { openTab } from '../../fakes/store-tab.ts';

const ID = 'synthetic';
const never = new AbortController().signal;
const hashesOf = ({ files }: ServedModel) =>
  new Map([...files].map(([path, bytes]) => [path, sha256Of(bytes)]));

let server: HubServer;
let files: Map<string, Uint8Array<ArrayBuffer>>;
let database: ParleyDatabase;
let origins: OriginSpec[];
let open: ModelStore[] = [];
let made = 0;

beforeEach(async () => {
  files = new Map(servedModel.files);
  server = await startHubServer([{ ...servedModel, files }]);
  database = await openDatabase({}, `by-itself-${++made}`);
  origins = [{ kind: 'companion', name: 'companion', baseUrl: server.url }];
});
afterEach(async () => {
  for (const store of open) await store.close();
  open = [];
  database.close();
  await server.close();
});

function tab() {
  const opened = openTab(database, `by-itself-${made}`, undefined, origins);
  open.push(opened.store);
  return opened;
}

function ready(store: ModelStore): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.watch(({ state }) => {
      if (state !== 'ready') return;
      stop();
      resolve();
    });
  });
}

describe('without a press', () => {
  test('a source that was away is asked again', async () => {
    const { store, chunks } = tab();
    await store.get(ID, 'q8', {}, never);
    server.fault = ({ count }) => (count > 3 ? { kind: 'status', status: 503 } : undefined);
    await expect(store.whenReady(ID, never)).rejects.toMatchObject({ code: 'model-offline' });
    const came = ready(store);
    server.fault = () => undefined;
    await came;
    expect(await storedHashes(chunks, ID)).toEqual(hashesOf(servedModel));
  });

  test('a file that is replaced in the middle is planned anew', async () => {
    const { store, chunks } = tab();
    const path = 'onnx/model.onnx_data';
    server.fault = (request) => {
      if (request.path === path && request.from > 0) files.set(path, syntheticBytes(900_000, 9));
      return undefined;
    };
    const came = ready(store);
    await store.get(ID, 'q8', {}, never);
    await came;
    expect(await storedHashes(chunks, ID)).toEqual(hashesOf({ ...servedModel, files }));
    // What stayed the same was not fetched again.
    const first = server.requests.filter((each) => each.path === 'onnx/model.onnx');
    expect(new Set(first.map(({ from }) => from)).size).toBe(first.length);
  });
});

describe('one damaged record', () => {
  test('is as good as none, and the other models go on', async () => {
    const before = tab();
    await before.store.get(ID, 'q8', {}, never);
    await before.store.whenReady(ID, never);
    await before.store.close();
    open = [];
    const record = await database.get('models', ID);
    await database.put('models', { id: 'a', state: 'ready' } as ModelRecord);
    await database.put('models', { ...record, id: 'b', files: [null] } as unknown as ModelRecord);
    await database.put('models', { ...record!, state: 'paused', problem: 'model-interrupted' });
    const { store } = tab();
    await store.whenReady(ID, never).catch(() => ready(store));
    expect(await store.stored.ready()).toEqual([ID]);
  });

  test('the model itself can be fetched again', async () => {
    await database.put('models', { id: ID, state: 'downloading' } as ModelRecord);
    const { store, chunks } = tab();
    await store.get(ID, 'q8', {}, never);
    await store.whenReady(ID, never);
    expect(await storedHashes(chunks, ID)).toEqual(hashesOf(servedModel));
  });
});

test('tries come ever later, until bytes come', () => {
  const waits: number[] = [];
  let due: () => void = () => undefined;
  const timers = {
    setTimeout: (run: () => void, ms: number) => (waits.push(ms), (due = run)),
    clearTimeout: () => undefined,
  };
  let runs = 0;
  const again = createTryAgain(
    timers,
    () => 0.5,
    () => runs++,
  );
  for (let fault = 0; fault < 9; fault++) {
    again.failed();
    again.failed();
    due();
  }
  expect(runs).toBe(9);
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * 1000));
  again.moved();
  again.failed();
  expect(waits.at(-1)).toBe(5000);
});
