import { expect, it, vi } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import type { Transcriber } from '../../../src/contracts/engine.ts';
import { ListeningOffer, type ListeningParts } from '../../../src/wiring/listening-offer.svelte.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import type { ModelStatus } from '../../../src/model-store/model-status.ts';
import type { ModelStore } from '../../../src/model-store/model-store.ts';

const english = catalog.find(({ job }) => job === 'transcribe') as ModelEntry;

const transcriber = {
  id: 'fake',
  warmUp: () => Promise.resolve(),
} as unknown as Transcriber;

/** A store whose download arrives when the test says so. */
function slowStore(find: { kept: boolean }) {
  let finish: (error?: Error) => void = () => {};
  let tell: (status: ModelStatus) => void = () => {};
  const status = { entry: english, state: 'absent', doneBytes: 1, totalBytes: 1_000 };
  const whenReady = vi.fn<ModelStore['whenReady']>(
    (_id, signal) =>
      new Promise((resolve, reject) => {
        tell(status as ModelStatus);
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        finish = (error) => (error ? reject(error) : resolve());
      }),
  );
  const pause = vi.fn(() => Promise.resolve());
  const store = {
    stored: { ready: () => Promise.resolve(find.kept ? [english.id] : []) },
    statuses: () => [status],
    watch(listener: (status: ModelStatus) => void) {
      tell = listener;
      return () => {};
    },
    get: () => Promise.resolve(),
    whenReady,
    pause,
  } as unknown as ModelStore;
  const change = (state: ModelStatus['state']) => tell({ ...status, state } as ModelStatus);
  return { store, whenReady, pause, change, finish: (error?: Error) => finish(error) };
}

function offerWith(
  change: Partial<ListeningParts> & { kept?: boolean; served?: readonly string[]; hub?: boolean },
) {
  const { kept = false, served = [], hub = false, ...parts } = change;
  const find = { kept, served };
  const slow = slowStore(find);
  const onReady = vi.fn();
  const made: ListeningParts = {
    shelf: {
      catalog: [english],
      store: slow.store,
      advise: () => ({ variant: 'wasm' }),
      fetchFile: () => Promise.resolve(Response.json(find.served.map((id) => ({ id })))),
      mayAskHub: hub,
    },
    createTranscriber: () => transcriber,
    systemTranscriber: () => Promise.resolve(null),
    ...parts,
  };
  const load = () => Promise.resolve(made);
  const offer = new ListeningOffer(load, onReady);
  return { offer, slow, onReady, find };
}

it('is ready at once where a model is kept', async () => {
  const { offer, onReady } = offerWith({ kept: true });
  await offer.use('en');
  expect(offer.state).toBe('ready');
  expect(offer.transcriber).toBe(transcriber);
  expect(offer.offer).toBeNull();
  expect(onReady).toHaveBeenCalledOnce();
});

it('offers what is served, fetches it when asked, and is ready', async () => {
  const { offer, slow } = offerWith({ served: [english.id] });
  await offer.use('en');
  expect(offer.state).toBe('absent');
  expect(offer.transcriber).toBeNull();
  expect(offer.offer).toMatchObject({ name: english.name, sizeBytes: 1_000 });
  offer.get();
  await vi.waitFor(() => expect(offer.progress).toEqual({ loadedBytes: 1, totalBytes: 1_000 }));
  expect(offer.state).toBe('getting');
  slow.finish();
  await vi.waitFor(() => expect(offer.state).toBe('ready'));
});

it('can be stopped, and asked for again', async () => {
  const { offer, slow } = offerWith({ served: [english.id] });
  await offer.use('en');
  offer.get();
  await vi.waitFor(() => expect(slow.whenReady).toHaveBeenCalledOnce());
  offer.cancel();
  await Promise.resolve();
  expect(slow.pause).toHaveBeenCalledWith(english.id);
  expect(offer.state).toBe('absent');
  expect(offer.error).toBeNull();
  offer.get();
  await vi.waitFor(() => expect(slow.whenReady).toHaveBeenCalledTimes(2));
});

it('says why it failed, and may be tried again', async () => {
  const { offer, slow } = offerWith({ served: [english.id] });
  await offer.use('en');
  offer.get();
  await vi.waitFor(() => expect(slow.whenReady).toHaveBeenCalled());
  const cut = new ParleyError('weights-cut', 'Cut.', 'Again.');
  slow.finish(cut);
  await vi.waitFor(() => expect(offer.state).toBe('failed'));
  expect(offer.error).toBe(cut);
  expect(offer.offer).not.toBeNull();
  offer.get();
  expect(offer.state).toBe('getting');
  expect(offer.error).toBeNull();
});

it('takes the platform’s listening only when its language is there, else offers it', async () => {
  const system = { ...transcriber, id: 'system' };
  const there = offerWith({
    systemTranscriber: () => Promise.resolve({ transcriber: system, installed: true }),
  });
  await there.offer.use('en');
  expect(there.offer.transcriber).toBe(system);
  const toFetch = offerWith({
    systemTranscriber: () => Promise.resolve({ transcriber: system, installed: false }),
  });
  await toFetch.offer.use('en');
  expect(toFetch.offer.state).toBe('absent');
  expect(toFetch.offer.offer).toEqual({ kind: 'browser' });
});

it('looks again where nothing was found, since the network may be back', async () => {
  const { offer, find } = offerWith({});
  await offer.use('en');
  expect(offer.offer).toBeNull();
  find.served = [english.id];
  await offer.use('en');
  expect(offer.offer).not.toBeNull();
});

it('goes on fetching for the same language, and stops for another', async () => {
  const { offer, slow } = offerWith({ served: [english.id] });
  await offer.use('en');
  offer.get();
  await vi.waitFor(() => expect(slow.whenReady).toHaveBeenCalled());
  await offer.use('en');
  expect(offer.state).toBe('getting');
  await offer.use('fr');
  expect(offer.state).toBe('absent');
  expect(slow.whenReady.mock.calls[0]?.[1].aborted).toBe(true);
});

it('follows what is fetched and deleted on the models page', async () => {
  const { offer, slow, find } = offerWith({ kept: true });
  await offer.use('en');
  expect(offer.state).toBe('ready');
  find.kept = false;
  slow.change('absent');
  await vi.waitFor(() => expect(offer.state).toBe('absent'));
  find.kept = true;
  slow.change('ready');
  await vi.waitFor(() => expect(offer.state).toBe('ready'));
});
