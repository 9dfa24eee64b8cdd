import { afterEach, expect, test, vi } from 'vitest';
import {
  createAbortBoard,
  hearAborts,
  watchAborts,
  writeAbort,
} from '../../../../src/base/worker/abort-board.ts';
import { createWorkerCall } from '../../../../src/base/worker/worker-call.ts';
import { FakeWorker } from '../../../fakes/fake-worker.ts';

afterEach(() => void vi.unstubAllGlobals());

test('without isolation there is no memory to share', () => {
  expect(createAbortBoard()).toBeNull();
});

test('hears exactly the calls that were given up', () => {
  vi.stubGlobal('crossOriginIsolated', true);
  const board = createAbortBoard()!;
  const calls = new Map([1, 2, 65].map((id) => [id, new AbortController()]));
  watchAborts(board, calls);
  const aborted = () => [...calls].filter(([, { signal }]) => signal.aborted).map(([id]) => id);
  expect(hearAborts()).toBe(true);
  expect(aborted()).toEqual([]);
  writeAbort(board, 65);
  hearAborts();
  expect(aborted()).toEqual([65]);
  writeAbort(board, 2);
  hearAborts();
  expect(aborted()).toEqual([2, 65]);
});

test('a worker that never lets a message in still hears that the page gave up', async () => {
  vi.stubGlobal('crossOriginIsolated', true);
  const control = new AbortController();
  let heard: boolean | null = null;
  const worker = createWorkerCall<null, never, string>(
    () =>
      new FakeWorker((_request, _part, signal) => {
        // Within one task, as a whole reply is computed: no message can come in.
        control.abort();
        hearAborts();
        heard = signal.aborted;
        return Promise.resolve('too late' as never);
      }),
  );
  await expect(worker.call(null, {}, control.signal)).rejects.toThrow('abort');
  expect(heard).toBe(true);
});
