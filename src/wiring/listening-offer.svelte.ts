import { ParleyError } from '../base/parley-error.ts';
import type { ModelEntry } from '../contracts/catalog.ts';
import type { LoadProgress, Transcriber } from '../contracts/engine.ts';
import type { ModelShelf } from './model-shelf.ts';
import { servedModels, speechModelsFor } from './speech-models.ts';

/** The platform's own recognition, on the device. */
export interface SystemHearing {
  readonly transcriber: Transcriber;
  /** False where the platform would have to fetch its language pack first. */
  readonly installed: boolean;
}

/** What of the models on this device matters here. */
type Shelf = Pick<ModelShelf, 'catalog' | 'store' | 'advise' | 'fetchFile' | 'mayAskHub'>;

export interface ListeningParts {
  /** Null where this browser keeps nothing: then no model can be fetched. */
  readonly shelf: Shelf | null;
  createTranscriber(entry: ModelEntry): Transcriber;
  systemTranscriber(language: string): Promise<SystemHearing | null>;
}

/** What could be fetched: a model of the catalog, or the platform's language pack. */
type Source =
  | {
      readonly shelf: Shelf;
      readonly entry: ModelEntry;
      readonly variant: string;
      /** Null while nobody knows. */
      readonly sizeBytes: number | null;
    }
  | { readonly system: Transcriber };

/**
 * Understanding speech on this device, for the language of the lesson in hand: ready, to be fetched,
 * being fetched, or not to be had. What was fetched once is ready from then on.
 */
export class ListeningOffer {
  state: 'looking' | 'ready' | 'absent' | 'getting' | 'failed' = $state('absent');
  progress: LoadProgress | null = $state.raw(null);
  error: ParleyError | null = $state.raw(null);
  #source: Source | null = $state.raw(null);
  #transcriber: Transcriber | null = null;
  #recognition: Transcriber | null = null;
  #getting = new AbortController();
  #language = '';
  #looking: Promise<void> = Promise.resolve();
  #stopWatching: () => void = () => {};
  readonly #load: () => Promise<ListeningParts>;
  readonly #onReady: () => void;
  // Engines are no part of what is shown.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #made = new Map<string, Transcriber>();

  /** `load` fetches what can listen; it is called when a lesson is opened. */
  constructor(
    load: () => Promise<ListeningParts>,
    /** Called when something understands the learner: what it needs may be kept. */
    onReady: () => void,
  ) {
    this.#load = load;
    this.#onReady = onReady;
  }

  get offer() {
    if (!this.#source || this.state === 'ready') return null;
    if ('system' in this.#source) return { kind: 'browser' as const };
    const { entry, sizeBytes } = this.#source;
    const sized = sizeBytes === null ? {} : { sizeBytes };
    return { kind: 'model' as const, name: entry.name, licence: entry.licence.name, ...sized };
  }

  /** The platform's own recognition, where that is what understands the language in hand. */
  get recognition(): Transcriber | null {
    return this.state === 'ready' && this.#transcriber === this.#recognition
      ? this.#recognition
      : null;
  }

  /** What understands the language in hand; null while nothing does. */
  get transcriber(): Transcriber | null {
    return this.state === 'ready' ? this.#transcriber : null;
  }

  /**
   * Looks what there is for a language (BCP 47). A download under way for it goes on; where nothing
   * was found it looks again, since the network may be back.
   */
  use(language: string): Promise<void> {
    const foundNothing = !this.#source && (this.state === 'absent' || this.state === 'failed');
    if (language === this.#language && !foundNothing) return this.#looking;
    this.#language = language;
    this.#getting.abort();
    const looking = new AbortController();
    this.#getting = looking;
    this.state = 'looking';
    this.error = null;
    this.#source = null;
    this.#looking = this.#look(language, looking.signal).catch((error: unknown) => {
      if (!looking.signal.aborted) this.#fail(error);
    });
    return this.#looking;
  }

  async #look(language: string, signal: AbortSignal): Promise<void> {
    const parts = await this.#load();
    const { shelf } = parts;
    const entries = shelf ? speechModelsFor(shelf.catalog, language) : [];
    signal.throwIfAborted();
    this.#follow(shelf, entries);
    const here = (await shelf?.store.stored.ready()) ?? [];
    const kept = entries.find(({ id }) => here.includes(id));
    if (kept) {
      this.#ready(this.#make(parts, kept), signal);
      return;
    }
    const system = await parts.systemTranscriber(language);
    this.#recognition = system?.transcriber ?? null;
    if (system?.installed) {
      this.#ready(system.transcriber, signal);
      return;
    }
    const source = shelf && (await findSource(shelf, entries, signal));
    if (signal.aborted) return;
    this.#source = source ?? (system && { system: system.transcriber });
    this.state = 'absent';
  }

  /** A model that arrives or goes on the models page changes what can listen here. */
  #follow(shelf: Shelf | null, entries: readonly ModelEntry[]): void {
    this.#stopWatching();
    if (!shelf) return;
    this.#stopWatching = shelf.store.watch(({ entry, state }) => {
      const matters = entries.includes(entry) && this.state !== 'getting';
      const gone = this.state === 'ready' && (state === 'absent' || state === 'damaged');
      // While it still looks, it will find what is there by itself.
      const came = (this.state === 'absent' || this.state === 'failed') && state === 'ready';
      if (!matters || !(gone || came)) return;
      const language = this.#language;
      this.#language = '';
      void this.use(language);
    });
  }

  #ready(transcriber: Transcriber, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#transcriber = transcriber;
    this.state = 'ready';
    this.#onReady();
    // Loaded now, so that the first answer does not wait for it. A failure shows when it is used.
    transcriber.warmUp(() => {}, signal).catch(() => {});
  }

  #make(parts: ListeningParts, entry: ModelEntry): Transcriber {
    const transcriber = this.#made.get(entry.id) ?? parts.createTranscriber(entry);
    this.#made.set(entry.id, transcriber);
    return transcriber;
  }

  get(): void {
    const source = this.#source;
    if (!source || this.state === 'getting' || this.state === 'ready') return;
    const getting = new AbortController();
    this.#getting = getting;
    this.state = 'getting';
    this.error = null;
    this.progress = null;
    this.#fetch(source, getting.signal).catch((error: unknown) => {
      if (!getting.signal.aborted) this.#fail(error);
    });
  }

  async #fetch(source: Source, signal: AbortSignal): Promise<void> {
    if ('system' in source) {
      await source.system.warmUp(() => {}, signal);
      this.#ready(source.system, signal);
      return;
    }
    const { shelf, entry, variant } = source;
    const stop = shelf.store.watch((status) => {
      if (status.entry.id !== entry.id || signal.aborted) return;
      const { doneBytes, totalBytes } = status;
      this.progress = { loadedBytes: doneBytes, totalBytes: totalBytes ?? 0 };
    });
    try {
      await shelf.store.get(entry.id, variant, {}, signal);
      await shelf.store.whenReady(entry.id, signal);
    } finally {
      stop();
    }
    const transcriber = this.#make(await this.#load(), entry);
    await transcriber.warmUp(() => {}, signal);
    this.#ready(transcriber, signal);
  }

  #fail(error: unknown): void {
    this.error =
      error instanceof ParleyError
        ? error
        : new ParleyError(
            'listening-failed',
            'The listening model could not be started.',
            'Answer by keyboard, or try again.',
            { cause: error },
          );
    this.state = 'failed';
  }

  cancel(): void {
    if (this.state !== 'getting') return;
    this.#getting.abort();
    const source = this.#source;
    // What came so far is kept: the next press goes on from there.
    if (source && 'shelf' in source) void source.shelf.store.pause(source.entry.id);
    this.state = 'absent';
    this.progress = null;
  }
}

/** What the companion serves, since it is near; then the public hub, where the page may reach it. */
async function findSource(
  shelf: Shelf,
  entries: readonly ModelEntry[],
  signal: AbortSignal,
): Promise<Source | null> {
  const served = await servedModels(shelf.fetchFile, signal);
  const near = entries.find(({ id }) => served.has(id));
  const far = entries.find(({ fixture, source }) => !fixture && source);
  const entry = near ?? (shelf.mayAskHub ? far : undefined);
  const variant = entry && shelf.advise(entry).variant;
  if (!entry || !variant) return null;
  const status = shelf.store.statuses().find((each) => each.entry.id === entry.id);
  return { shelf, entry, variant, sizeBytes: status?.totalBytes ?? null };
}
