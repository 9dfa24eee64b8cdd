import { beforeEach, expect, test, vi } from 'vitest';
import { engineError } from '../../../../src/engines/in-browser/engine-error.ts';
import type { LoadedModel } from '../../../../src/engines/in-browser/model-slot.ts';
import { createModelWorker } from '../../../../src/engines/in-browser/model-worker.ts';
import type { WorkerHandler } from '../../../../src/base/worker/worker-serve.ts';
import { FakeWorker } from '../../../fakes/fake-worker.ts';

interface Result {
  readonly loaded: LoadedModel;
  readonly answer: string;
}

const never = new AbortController().signal;
const loaded: LoadedModel = { device: 'wasm', variant: 'wasm', threads: 1, loadMs: 1 };
let started: FakeWorker[];
let asked: string[];

const handle: WorkerHandler<string, never, Result> = (request) => {
  asked.push(request);
  if (request === 'lose') return Promise.reject(engineError('gpu-lost', { model: 'a' }));
  if (request === 'stay') return new Promise(() => {});
  return Promise.resolve({ loaded, answer: request });
};

function create(idleUnloadMs?: number) {
  return createModelWorker<string, never, Result>({
    idleUnloadMs,
    startWorker() {
      const worker = new FakeWorker(handle as unknown as WorkerHandler<never, never, never>);
      started.push(worker);
      return worker;
    },
  });
}

beforeEach(() => {
  started = [];
  asked = [];
});

test('one after another; who leaves the queue is never sent', async () => {
  const worker = create();
  const gone = new AbortController();
  const first = worker.ask('a', () => {}, never);
  const second = worker.ask('b', () => {}, gone.signal);
  const third = worker.ask('c', () => {}, never);
  gone.abort(new Error('left'));
  await expect(second).rejects.toThrow('left');
  expect((await first).answer).toBe('a');
  expect((await third).answer).toBe('c');
  expect(asked).toEqual(['a', 'c']);
  expect(started).toHaveLength(1);
  worker.dispose();
});

test('ends its worker when nobody asked for a while, and starts another when somebody does', async () => {
  const worker = create(20);
  await worker.ask('a', () => {}, never);
  expect(worker.loaded).toEqual(loaded);
  await vi.waitFor(() => expect(started[0]?.terminated).toBe(true));
  expect(worker.loaded).toBeNull();
  expect((await worker.ask('b', () => {}, never)).answer).toBe('b');
  expect(started).toHaveLength(2);
  worker.dispose();
});

test('a lost graphics chip takes its worker with it; the next call has a new one', async () => {
  const worker = create();
  await worker.ask('a', () => {}, never);
  await expect(worker.ask('lose', () => {}, never)).rejects.toMatchObject({ code: 'gpu-lost' });
  expect(started[0]?.terminated).toBe(true);
  expect(worker.loaded).toBeNull();
  expect((await worker.ask('b', () => {}, never)).answer).toBe('b');
  expect(started).toHaveLength(2);
  worker.dispose();
});

test('disposed of while it works: what runs ends, what waits is never sent', async () => {
  const worker = create(1);
  const running = worker.ask('stay', () => {}, never);
  const waiting = worker.ask('b', () => {}, never);
  await vi.waitFor(() => expect(started).toHaveLength(1));
  worker.dispose();
  await expect(running).rejects.toMatchObject({ code: 'engine-stopped' });
  await expect(waiting).rejects.toThrow('disposed');
  expect(started).toHaveLength(1);
  expect(worker.loaded).toBeNull();
});
