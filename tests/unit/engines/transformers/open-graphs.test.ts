import { expect, test } from 'vitest';
import { lettingGo, quicklyPlanned } from '../../../../src/engines/transformers/open-graphs.ts';

test('what a file was read into is given back once the graph is open, and not before', async () => {
  const weights = new Uint8Array(1000).fill(7);
  const seen: number[] = [];
  const create = lettingGo((bytes: Uint8Array, options: { name: string }) => {
    seen.push(bytes.length, bytes[999] ?? 0);
    return Promise.resolve(options.name);
  });
  // Not every Node has it.
  const canGiveBack = 'transfer' in ArrayBuffer.prototype;
  expect(await create(weights, { name: 'a session' })).toBe('a session');
  expect(seen).toEqual([1000, 7]);
  expect(weights.length).toBe(canGiveBack ? 0 : 1000);
});

test('a graph that is named by its address, or does not open, loses nothing', async () => {
  const open = lettingGo((path: string) => Promise.resolve(path));
  expect(await open('/models/graph.onnx')).toBe('/models/graph.onnx');
  const weights = new Uint8Array(4);
  const fail = lettingGo((bytes: Uint8Array) => Promise.reject(new Error(`${bytes.length} bytes`)));
  await expect(fail(weights)).rejects.toThrow('4 bytes');
  expect(weights.length).toBe(4);
});

test('graphs on the processor are planned quickly, those on a chip as they always were', async () => {
  const told: unknown[] = [];
  const open = quicklyPlanned((_bytes: Uint8Array, options?: object) => {
    told.push(options);
    return Promise.resolve();
  });
  const bytes = new Uint8Array(1);
  await open(bytes, { executionProviders: ['wasm'] });
  await open(bytes, { executionProviders: [{ name: 'webgpu' }] });
  await open(bytes);
  expect(told).toEqual([
    { executionProviders: ['wasm'], executionMode: 'parallel' },
    { executionProviders: [{ name: 'webgpu' }] },
    undefined,
  ]);
});
