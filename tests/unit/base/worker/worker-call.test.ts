import { describe, expect, test, vi } from 'vitest';
import { ParleyError } from '../../../../src/base/parley-error.ts';
import { createWorkerCall } from '../../../../src/base/worker/worker-call.ts';
import type { WorkerHandler } from '../../../../src/base/worker/worker-serve.ts';
import { FakeWorker } from '../../../fakes/fake-worker.ts';

type Handler = WorkerHandler<string, number, string>;
const never = new AbortController().signal;

function setUp(handle: Handler) {
  const workers: FakeWorker[] = [];
  const start = () => {
    const worker = new FakeWorker(handle as unknown as WorkerHandler<never, never, never>);
    workers.push(worker);
    return worker;
  };
  return { workers, calls: createWorkerCall<string, number, string>(start) };
}

describe('a call to a worker', () => {
  test('gives parts in order and then the result, and starts one worker for all calls', async () => {
    const { workers, calls } = setUp((text, part) => {
      part(1);
      part(2);
      return Promise.resolve(text.toUpperCase());
    });
    const parts: number[] = [];
    const first = calls.call('a', { onPart: (part) => parts.push(part) }, never);
    const second = calls.call('b', {}, never);
    expect(await Promise.all([first, second])).toEqual(['A', 'B']);
    expect(parts).toEqual([1, 2]);
    expect(workers).toHaveLength(1);
  });

  test('moves buffers instead of copying them', async () => {
    const { calls } = setUp((text) => Promise.resolve(text));
    const samples = new Float32Array(8);
    await calls.call('x', { transfer: [samples.buffer] }, never);
    expect(samples.byteLength).toBe(0);
  });

  test('brings an error over with code, sentence and remedy', async () => {
    const { calls } = setUp(() =>
      Promise.reject(
        new ParleyError('weights-missing', 'Not here.', 'Get it.', { params: { n: 1 } }),
      ),
    );
    const error: unknown = await calls.call('x', {}, never).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'weights-missing',
      message: 'Not here.',
      remedy: 'Get it.',
      params: { n: 1 },
    });
  });

  test('names any other error engine-failed and keeps what was said', async () => {
    const { calls } = setUp(() => Promise.reject(new RangeError('out of range')));
    await expect(calls.call('x', {}, never)).rejects.toMatchObject({
      code: 'engine-failed',
      cause: new Error('RangeError: out of range'),
    });
  });

  test('an abort rejects at once with its reason and reaches the worker', async () => {
    const seen = vi.fn();
    const { calls } = setUp(
      (_, __, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => (seen(), resolve('late')));
        }),
    );
    const control = new AbortController();
    const call = calls.call('x', {}, control.signal);
    const reason = new Error('enough');
    setTimeout(() => control.abort(reason), 5);
    await expect(call).rejects.toBe(reason);
    await vi.waitFor(() => expect(seen).toHaveBeenCalledOnce());
  });

  test('a signal that fired before starts nothing', async () => {
    const { workers, calls } = setUp((text) => Promise.resolve(text));
    await expect(calls.call('x', {}, AbortSignal.abort())).rejects.toThrow();
    expect(workers).toHaveLength(0);
  });

  test('a dead worker fails its calls with engine-stopped; the next call starts another', async () => {
    let answers = false;
    const { workers, calls } = setUp((text) =>
      answers ? Promise.resolve(text) : new Promise<string>(() => {}),
    );
    const lost = [calls.call('x', {}, never), calls.call('y', {}, never)];
    workers[0]?.die('out of memory');
    for (const call of lost) await expect(call).rejects.toMatchObject({ code: 'engine-stopped' });
    answers = true;
    expect(await calls.call('z', {}, never)).toBe('z');
    expect(workers).toHaveLength(2);
    expect(workers[0]?.terminated).toBe(true);
  });

  test('stop ends the worker and fails what is under way', async () => {
    const { workers, calls } = setUp(() => new Promise(() => {}));
    const call = calls.call('x', {}, never);
    calls.stop();
    await expect(call).rejects.toMatchObject({ code: 'engine-stopped' });
    expect(workers[0]?.terminated).toBe(true);
  });
});

test('a call that may leave nothing half done settles when the worker has ended it', async () => {
  const ended = vi.fn();
  const handle: Handler = (_, __, signal) =>
    new Promise((_resolve, reject) => {
      const end = () => (ended(signal.reason), reject(new Error('cut')));
      signal.addEventListener('abort', () => setTimeout(end, 20));
    });
  const calls = createWorkerCall<string, number, string>(
    () => new FakeWorker(handle as unknown as WorkerHandler<never, never, never>),
    { untilStopped: true, failed: (error) => error },
  );
  const control = new AbortController();
  const call = calls.call('x', {}, control.signal);
  expect(calls.busy).toBe(true);
  const reason = new ParleyError('model-paused', 'Paused.', 'Go on.');
  setTimeout(() => control.abort(reason), 5);
  await expect(call).rejects.toBe(reason);
  // The worker was told why.
  expect(ended).toHaveBeenCalledWith(expect.objectContaining({ code: 'model-paused' }));
  expect(calls.busy).toBe(false);
});
