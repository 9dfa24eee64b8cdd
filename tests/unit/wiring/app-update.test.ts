import { beforeEach, expect, test, vi } from 'vitest';
import { AppUpdate, type UpdatePage } from '../../../src/wiring/app-update.svelte.ts';

class FakeWorker extends EventTarget {
  readonly said: unknown[] = [];
  postMessage(message: { type: string }, ports?: readonly MessagePort[]): void {
    this.said.push(message.type);
    ports?.[0]?.postMessage({});
  }
}

class FakeRegistration extends EventTarget {
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  active = new FakeWorker();
  update = vi.fn(() => Promise.resolve());
  /** A new version was fetched and waits. */
  found(): void {
    this.installing = new FakeWorker();
    this.dispatchEvent(new Event('updatefound'));
    const worker = this.installing;
    [this.installing, this.waiting] = [null, worker];
    worker.dispatchEvent(new Event('statechange'));
  }
}

class FakeContainer extends EventTarget {
  readonly registration = new FakeRegistration();
  readonly ready = Promise.resolve(this.registration);
  controller: FakeWorker | null;
  constructor(controller: FakeWorker | null) {
    super();
    this.controller = controller;
  }
  register = () => Promise.resolve(this.registration);
  /** The waiting version is taken, by whichever tab. */
  taken(): void {
    this.controller = this.registration.waiting ?? new FakeWorker();
    this.registration.waiting = null;
    this.dispatchEvent(new Event('controllerchange'));
  }
}

function open(controlled = true) {
  const container = new FakeContainer(controlled ? new FakeWorker() : null);
  const shown: (() => void)[] = [];
  const hourly: (() => void)[] = [];
  const memory = new Map<string, string>();
  const page = {
    playing: vi.fn(() => false),
    reload: vi.fn(),
    isolated: true,
    memory: {
      getItem: (key: string) => memory.get(key) ?? null,
      setItem: (key: string, value: string) => void memory.set(key, value),
    },
    onShown: (act: () => void) => void shown.push(act),
    every: (_ms: number, act: () => void) => void hourly.push(act),
    now: vi.fn(() => 1_000_000),
  } satisfies UpdatePage;
  const update = new AppUpdate(page);
  const registered = update.register(container as never);
  return { container, page, update, registered, shown, hourly };
}

beforeEach(() => void vi.useRealTimers());

test('a page left open looks for a new version when it is seen again, and hourly', async () => {
  const { container, registered, shown, hourly } = open();
  await registered;
  for (const act of [...shown, ...hourly]) act();
  expect(container.registration.update).toHaveBeenCalledTimes(2);
});

test('each new version is told, also one after another that was put off', async () => {
  const { container, registered, update } = open();
  await registered;
  container.registration.found();
  expect(update.ready).toBe(true);
  update.dismiss();
  container.registration.found();
  expect(update.ready).toBe(true);
});

test('the first service worker is no new version', async () => {
  const { container, registered, update, page } = open(false);
  await registered;
  container.registration.found();
  expect(update.ready).toBe(false);
  container.taken();
  expect(page.reload).not.toHaveBeenCalled();
});

test('“Use it now” takes the new version, and the page follows', async () => {
  const { container, registered, update, page } = open();
  await registered;
  container.registration.found();
  const { waiting } = container.registration;
  update.apply();
  expect(waiting?.said).toEqual(['SKIP_WAITING']);
  expect(page.reload).not.toHaveBeenCalled();
  container.taken();
  expect(page.reload).toHaveBeenCalledOnce();
});

test('taken by another tab: a page follows, a lesson is left alone until it is over', async () => {
  const { container, registered, update, page } = open();
  await registered;
  page.playing.mockReturnValue(true);
  container.registration.found();
  container.taken();
  expect(page.reload).not.toHaveBeenCalled();
  expect(update.ready).toBe(true);
  page.playing.mockReturnValue(false);
  // Nothing waits any more: loading anew is all there is to do.
  update.apply();
  expect(page.reload).toHaveBeenCalledOnce();
});

test('a new version that never takes over is no reason to wait for ever', async () => {
  vi.useFakeTimers();
  const { container, registered, update, page } = open();
  await registered;
  container.registration.found();
  update.apply();
  await vi.advanceTimersByTimeAsync(5000);
  expect(page.reload).toHaveBeenCalledOnce();
});

test('files that are gone: the page is loaded anew once, and never in a lesson', () => {
  const { update, page } = open();
  page.playing.mockReturnValue(true);
  expect(update.filesGone()).toBe(false);
  page.playing.mockReturnValue(false);
  expect(update.filesGone()).toBe(true);
  expect(update.filesGone()).toBe(false);
  expect(page.reload).toHaveBeenCalledOnce();
  // The next new version, much later.
  page.now.mockReturnValue(9_000_000);
  expect(update.filesGone()).toBe(true);
});
