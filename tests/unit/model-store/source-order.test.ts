import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { OriginSpec } from '../../../src/model-store/sources/origin.ts';
import { inOrder } from '../../../src/model-store/sources/source-order.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { startHubServer } from '../../fakes/hub-server.ts';
import { servedModel } from '../../fakes/store-harness.ts';
import { openTab } from '../../fakes/store-tab.ts';

const never = new AbortController().signal;
const companion: OriginSpec = { kind: 'companion', name: 'companion', baseUrl: 'http://c' };
const hub: OriginSpec = { kind: 'hub', name: 'hub', baseUrl: 'http://h' };

test('the chosen kind comes first', () => {
  expect(inOrder([hub, companion], 'companion-first')).toEqual([companion, hub]);
  expect(inOrder([companion, hub], 'hub-first')).toEqual([hub, companion]);
  expect(inOrder([companion], 'hub-first')).toEqual([companion]);
});

test('a choice is kept, and the next download follows it', async () => {
  const near = await startHubServer([servedModel]);
  const far = await startHubServer([servedModel]);
  const database = await openDatabase({}, 'source-order');
  const { store } = openTab(database, 'source-order', undefined, [
    { ...companion, baseUrl: near.url },
    { ...hub, baseUrl: far.url },
  ]);
  expect(await store.sourceOrder()).toBe('companion-first');
  await store.get('synthetic', 'q8', {}, never);
  await store.whenReady('synthetic', never);
  expect([near.sentBytes() > 0, far.sentBytes()]).toEqual([true, 0]);
  await store.remove('synthetic');

  await store.setSourceOrder('hub-first');
  const before = near.sentBytes();
  await store.get('synthetic', 'q8', {}, never);
  await store.whenReady('synthetic', never);
  expect([near.sentBytes() - before, far.sentBytes() > 0]).toEqual([0, true]);
  await store.close();

  const again = openTab(database, 'source-order-2', undefined, [companion, hub]);
  expect(await again.store.sourceOrder()).toBe('hub-first');
  await again.store.close();
  const alone = openTab(database, 'source-order-3', undefined, [companion]);
  expect(await alone.store.sourceOrder()).toBeNull();
  await alone.store.close();
  database.close();
  await near.close();
  await far.close();
});
