import { expect, it, vi } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import type { Transcriber } from '../../../src/contracts/engine.ts';
import { ListeningOffer, type ListeningParts } from '../../../src/wiring/listening-offer.svelte.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import type { ModelStatus } from '../../../src/model-store/model-status.ts';
import type { ModelStore } from '../../../src/model-store/model-store.ts';

const english = catalog.find(({ job }) => job === 'transcribe') as ModelEntry;

const joe = catalog.find(({ id }) => id === 'piper-en-joe')!;

const transcriber = {
  id: 'fake',
  warmUp: () => Promise.resolve(),
} as unknown as Transcriber;

/** A store whose download arrives when the test says so. */
function slowStore(find: { kept: boolean }) {
  let finish: (error?: Error) => void = () => {};
  let tell: (status: ModelStatus) => void = () => {};
  const status = { entry: english, state: 'absent', doneBytes: 1, totalBytes: 1_000 };
  const get = vi.fn<ModelStore['get']>(() => Promise.resolve());
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
    statuses: () => [status, { ...status, entry: joe }],
    watch(listener: (status: ModelStatus) => void) {
      tell = listener;
      return () => {};
    },
    get,
    whenReady,
    pause,
  } as unknown as ModelStore;
  const change = (state: ModelStatus['state']) => tell({ ...status, state } as ModelStatus);
  return { store, get, whenReady, pause, change, finish: (error?: Error) => finish(error) };
}

function offerWith(
  change: Partial<ListeningParts> & {
    kept?: boolean;
    served?: readonly string[];
    hub?: boolean;
    untried?: boolean;
    at?: string;
    secure?: boolean;
    saveData?: boolean;
    voice?: ModelEntry;
  },
) {
  const { kept = false, served = [], hub = false, voice, ...rest } = change;
  const { at = 'localhost', secure = true, saveData = false, untried = false, ...parts } = rest;
  const find = { kept, served };
  const slow = slowStore(find);
  const onReady = vi.fn();
  const made: ListeningParts = {
    shelf: {
      catalog: voice ? [english, voice] : [english],
      store: slow.store,
      advise: ({ id }) => ({
        variant: 'wasm',
        nextDoor: find.served.includes(id),
        ...(untried ? { untried: 'anywhere' } : {}),
      }),
      firstMs: () => null,
      fetchFile: () => Promise.resolve(Response.json(find.served.map((id) => ({ id })))),
      mayAskHub: hub,
    },
    createTranscriber: () => transcriber,
    systemTranscriber: () => Promise.resolve(null),
    warmVoiceDetection: () => {},
    ...parts,
  };
  const load = () => Promise.resolve(made);
  const surroundings = () => ({ hostname: at, secure, connection: { saveData } });
  const offer = new ListeningOffer(load, onReady, surroundings);
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

it('says of a model that none of us has run that we have not', async () => {
  const { offer } = offerWith({ served: [english.id] });
  await offer.use('en');
  expect(offer.offer).toMatchObject({ tried: true });
  const other = offerWith({ served: [english.id], untried: true });
  await other.offer.use('en');
  expect(other.offer.offer).toMatchObject({ tried: false });
});

it('offers no download on a page that no browser lends a microphone', async () => {
  const { offer, slow } = offerWith({ served: [english.id], secure: false });
  await offer.use('en');
  expect(offer.needsHttps).toBe(true);
  expect(offer.offer).toBeNull();
  offer.begin();
  offer.get();
  expect(offer.state).toBe('absent');
  expect(slow.whenReady).not.toHaveBeenCalled();
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

const getsBy = (slow: ReturnType<typeof slowStore>) => slow.get.mock.calls.map(([id]) => id);

it('the press that begins a lesson fetches what lies on this very machine, and the voice after it', async () => {
  const warmVoiceDetection = vi.fn();
  const served = [english.id, joe.id];
  const { offer, slow } = offerWith({ served, voice: joe, warmVoiceDetection });
  await offer.use('en');
  expect(offer.offer).toMatchObject({ unasked: true, voiceBytes: 1_000 });
  const ready = vi.fn();
  void offer.whenReady(new AbortController().signal).then(ready);
  offer.begin();
  expect(offer.state).toBe('getting');
  // A second press changes nothing.
  offer.begin();
  await vi.waitFor(() => expect(slow.whenReady).toHaveBeenCalledOnce());
  expect(getsBy(slow)).toEqual([english.id]);
  expect(warmVoiceDetection).toHaveBeenCalledOnce();
  expect(ready).not.toHaveBeenCalled();
  slow.finish();
  await vi.waitFor(() => expect(ready).toHaveBeenCalledOnce());
  expect(getsBy(slow)).toEqual([english.id, joe.id]);
  offer.begin();
  expect(getsBy(slow)).toHaveLength(2);
});

it.each([
  { at: 'parley.school.example' },
  { at: '192.168.1.20' },
  { saveData: true },
  { served: [], hub: true },
])('%o: whoever begins a lesson is asked first', async (change) => {
  const { offer, slow } = offerWith({ served: [english.id], ...change });
  await offer.use('en');
  expect(offer.offer).toMatchObject({ unasked: false });
  offer.begin();
  expect(offer.state).toBe('absent');
  expect(slow.get).not.toHaveBeenCalled();
  // A yes to the size is a yes to the connection.
  offer.get();
  await vi.waitFor(() => expect(slow.get).toHaveBeenCalled());
  expect(slow.get.mock.calls[0]?.[2]).toEqual({ meteredToo: true });
});

it('a voice that is here already, or ears that were not fetched, bring none', async () => {
  const { offer, slow } = offerWith({ kept: true, served: [english.id, joe.id], voice: joe });
  await offer.use('en');
  offer.begin();
  expect(slow.get).not.toHaveBeenCalled();
});

it('who no longer waits for ears is not told', async () => {
  const { offer, slow } = offerWith({ served: [english.id] });
  await offer.use('en');
  const left = new AbortController();
  const waiting = offer.whenReady(left.signal);
  left.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  offer.begin();
  await vi.waitFor(() => expect(slow.whenReady).toHaveBeenCalled());
  slow.finish();
  await vi.waitFor(() => expect(offer.state).toBe('ready'));
});

it('offers ears that were measured on people; where they take too long, smaller ones with what both cost', async () => {
  const [tiny, base] = ['whisper-tiny', 'whisper-base'].map((id) =>
    catalog.find((entry) => entry.id === id)!,
  ) as [ModelEntry, ModelEntry];
  const offered = async (times: Readonly<Record<string, number>>) => {
    const shelf = {
      catalog: [tiny, base],
      store: slowStore({ kept: false }).store,
      advise: () => ({ variant: 'wasm', nextDoor: true }),
      firstMs: ({ id }: ModelEntry) => times[id] ?? null,
      fetchFile: () => Promise.resolve(Response.json([{ id: tiny.id }, { id: base.id }])),
      mayAskHub: false,
    };
    const { offer } = offerWith({ shelf });
    await offer.use('es');
    return offer.offer;
  };
  expect(await offered({})).toMatchObject({ name: base.name, takesMs: null, passedOver: null });
  expect(await offered({ [tiny.id]: 600, [base.id]: 1_300 })).toMatchObject({
    name: base.name,
    takesMs: 1_300,
  });
  expect(await offered({ [tiny.id]: 1_400, [base.id]: 3_000 })).toMatchObject({
    name: tiny.name,
    takesMs: 1_400,
    passedOver: { name: base.name, takesMs: 3_000 },
  });
});
