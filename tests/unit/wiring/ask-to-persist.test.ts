import { expect, it, vi } from 'vitest';
import { askToPersist } from '../../../src/wiring/ask-to-persist.ts';

it('asks the browser to keep what is stored, once', async () => {
  let kept = false;
  const persist = vi.fn(() => Promise.resolve((kept = true)));
  const storage = { persist, persisted: () => Promise.resolve(kept) } as unknown as StorageManager;
  await askToPersist(storage);
  await askToPersist(storage);
  expect(persist).toHaveBeenCalledOnce();
});

it('is no trouble where a browser has no such thing, or refuses', async () => {
  await askToPersist(undefined);
  await askToPersist({} as StorageManager);
  const persist = () => Promise.reject(new Error('no'));
  await askToPersist({ persist, persisted: () => Promise.resolve(false) } as never);
});
