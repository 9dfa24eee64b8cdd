import { expect, test, vi } from 'vitest';
import { createRestingCall } from '../../../../src/engines/in-browser/resting-call.ts';
import { FakeWorker } from '../../../fakes/fake-worker.ts';

const never = new AbortController().signal;

test('a worker that nobody asks leaves memory, and the next call starts another', async () => {
  const workers: FakeWorker[] = [];
  const start = () => {
    const worker = new FakeWorker(((request: number) => Promise.resolve(request * 2)) as never);
    workers.push(worker);
    return worker;
  };
  const rested = vi.fn();
  const call = createRestingCall<number, never, number>(start, rested, 20);
  expect(await call.call(2, {}, never)).toBe(4);
  expect(rested).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(rested).toHaveBeenCalledOnce());
  expect(workers[0]?.terminated).toBe(true);
  expect(await call.call(3, {}, never)).toBe(6);
  expect(workers).toHaveLength(2);
});
