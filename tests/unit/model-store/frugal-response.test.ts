import { expect, test } from 'vitest';
import { FrugalResponse, readWhole } from '../../../src/model-store/frugal-response.ts';
import { syntheticBytes } from '../../fakes/hub-server.ts';

const bytes = syntheticBytes(3_500_001, 9);
const blob = new Blob([bytes.subarray(0, 1_000_000), bytes.subarray(1_000_000)]);

test('a Blob of several parts is read into one buffer', async () => {
  expect(Buffer.compare(await readWhole(blob), bytes)).toBe(0);
  expect(await readWhole(new Blob())).toHaveLength(0);
});

test('a reader that copies at once gets every byte', async () => {
  const response = new FrugalResponse(blob, new Headers({ 'content-length': '3500001' }));
  const copy = new Uint8Array(3_500_001);
  const reader = response.body.getReader();
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    copy.set(value, at);
    at += value.length;
  }
  expect(Buffer.compare(copy, bytes)).toBe(0);
  const again = new FrugalResponse(blob, new Headers());
  expect(Buffer.compare(new Uint8Array(await again.arrayBuffer()), bytes)).toBe(0);
});

test('text and JSON are read as from any response', async () => {
  const response = new FrugalResponse(new Blob(['{"a":1}']), new Headers());
  expect(await response.json()).toEqual({ a: 1 });
});
