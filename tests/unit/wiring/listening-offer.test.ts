import { expect, it, vi } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import type { Transcriber } from '../../../src/contracts/engine.ts';
import { translateEnglish } from '../../../src/messages/translate.ts';
import { ListeningOffer, type ListeningParts } from '../../../src/wiring/listening-offer.svelte.ts';
import { catalog } from '../../../src/model-store/catalog.ts';

const english = catalog.find(({ job }) => job === 'transcribe') as ModelEntry;

/** A transcriber whose weights arrive when the test says so. */
function slowTranscriber() {
  let finish: (error?: Error) => void = () => {};
  const warmUp = vi.fn<Transcriber['warmUp']>(
    (onProgress, signal) =>
      new Promise((resolve, reject) => {
        onProgress({ loadedBytes: 1, totalBytes: 2 });
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        finish = (error) => (error ? reject(error) : resolve());
      }),
  );
  const transcriber = { id: 'slow', warmUp } as unknown as Transcriber;
  return { transcriber, warmUp, finish: (error?: Error) => finish(error) };
}

function offerWith(
  change: Partial<ListeningParts> & { kept?: boolean; served?: readonly string[]; hub?: boolean },
) {
  const slow = slowTranscriber();
  const { kept = false, served = [], hub = false, ...parts } = change;
  const find = { kept, served, hub };
  const onReady = vi.fn();
  const made: ListeningParts = {
    models: {
      entriesFor: () => [english],
      isKept: () => Promise.resolve(find.kept),
      served: () => Promise.resolve(new Set(find.served)),
      hubAllowed: () => Promise.resolve(find.hub),
    },
    createTranscriber: () => slow.transcriber,
    systemTranscriber: () => Promise.resolve(null),
    downloadBytes: () => 1_000,
    ...parts,
  };
  const load = () => Promise.resolve(made);
  const offer = new ListeningOffer(load, () => translateEnglish, onReady);
  return { offer, slow, onReady, find };
}

it('is ready at once where a model is kept', async () => {
  const { offer, slow, onReady } = offerWith({ kept: true });
  await offer.use('en');
  expect(offer.state).toBe('ready');
  expect(offer.transcriber).toBe(slow.transcriber);
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
  await vi.waitFor(() => expect(offer.progress).toEqual({ loadedBytes: 1, totalBytes: 2 }));
  expect(offer.state).toBe('getting');
  slow.finish();
  await vi.waitFor(() => expect(offer.state).toBe('ready'));
});

it('can be stopped, and asked for again', async () => {
  const { offer, slow } = offerWith({ served: [english.id] });
  await offer.use('en');
  offer.get();
  await vi.waitFor(() => expect(slow.warmUp).toHaveBeenCalledOnce());
  offer.cancel();
  await Promise.resolve();
  expect(offer.state).toBe('absent');
  expect(offer.error).toBeNull();
  offer.get();
  await vi.waitFor(() => expect(slow.warmUp).toHaveBeenCalledTimes(2));
});

it('says why it failed, and may be tried again', async () => {
  const { offer, slow } = offerWith({ served: [english.id] });
  await offer.use('en');
  offer.get();
  await vi.waitFor(() => expect(slow.warmUp).toHaveBeenCalled());
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
  const system = slowTranscriber().transcriber;
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
  expect(toFetch.offer.offer?.name).toBe('this browser’s own listening');
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
  await vi.waitFor(() => expect(slow.warmUp).toHaveBeenCalled());
  await offer.use('en');
  expect(offer.state).toBe('getting');
  await offer.use('fr');
  expect(offer.state).toBe('absent');
  expect(slow.warmUp.mock.calls[0]?.[1].aborted).toBe(true);
});
