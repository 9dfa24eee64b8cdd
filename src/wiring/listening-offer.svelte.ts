import { ParleyError } from '../base/parley-error.ts';
import type { ModelEntry } from '../contracts/catalog.ts';
import type { LoadProgress, Transcriber } from '../contracts/engine.ts';
import {
  earsToFetch,
  voiceToFetch,
  type Fetchable,
  type FetchableEars,
  type Shelf,
} from './fetchable.ts';
import { speechModelsFor } from './speech-models.ts';
import { mayFetchUnasked, surroundingsHere, type Surroundings } from './unasked.ts';

/** The platform's own recognition, on the device. */
export interface SystemHearing {
  readonly transcriber: Transcriber;
  /** False where the platform would have to fetch its language pack first. */
  readonly installed: boolean;
}

export interface ListeningParts {
  /** Null where this browser keeps nothing: then no model can be fetched. */
  readonly shelf: Shelf | null;
  createTranscriber(entry: ModelEntry): Transcriber;
  systemTranscriber(language: string): Promise<SystemHearing | null>;
  /** Voice detection is made ready too: who is heard must first be noticed. */
  warmVoiceDetection(): void;
}

/** What could be fetched: a model of the catalog, or the platform's language pack. */
type Source = FetchableEars | { readonly system: Transcriber };

/**
 * Understanding speech on this device, for the language of the lesson in hand: ready, to be fetched,
 * being fetched, or not to be had. What was fetched once is ready from then on. Where a small neural
 * voice lies next door it comes along, after the ears.
 */
export class ListeningOffer {
  state: 'looking' | 'ready' | 'absent' | 'getting' | 'failed' = $state('absent');
  progress: LoadProgress | null = $state.raw(null);
  error: ParleyError | null = $state.raw(null);
  #source: Source | null = $state.raw(null);
  #voice: Fetchable | null = $state.raw(null);
  #transcriber: Transcriber | null = null;
  #recognition: Transcriber | null = null;
  #getting = new AbortController();
  #language = '';
  #looking: Promise<void> = Promise.resolve();
  #stopWatching: () => void = () => {};
  readonly #load: () => Promise<ListeningParts>;
  readonly #onReady: () => void;
  readonly #surroundings: () => Surroundings;
  // Who waits for ears is no part of what is shown either.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #waiting = new Set<() => void>();
  // Engines are no part of what is shown.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #made = new Map<string, Transcriber>();

  /** `load` fetches what can listen; it is called when a lesson is opened. */
  constructor(
    load: () => Promise<ListeningParts>,
    /** Called when something understands the learner: what it needs may be kept. */
    onReady: () => void,
    surroundings: () => Surroundings = surroundingsHere,
  ) {
    this.#load = load;
    this.#onReady = onReady;
    this.#surroundings = surroundings;
  }

  get offer() {
    if (!this.#source || this.state === 'ready') return null;
    if ('system' in this.#source) return { kind: 'browser' as const };
    const { entry, sizeBytes, shelf } = this.#source;
    const sized = sizeBytes === null ? {} : { sizeBytes };
    const voiceBytes = this.#voice?.sizeBytes ?? null;
    const along = voiceBytes === null ? {} : { voiceBytes };
    const unasked = this.#isUnasked(this.#source);
    const tried = shelf.advise(entry).untried === undefined;
    const { name, licence } = entry;
    const { takesMs, passedOver } = this.#source;
    const known = { name, licence: licence.name, unasked, tried, takesMs, passedOver };
    return { kind: 'model' as const, ...known, ...sized, ...along };
  }

  get needsHttps(): boolean {
    return !this.#surroundings().secure;
  }

  /** Settles as soon as something understands the learner; rejects with the signal's reason. */
  whenReady(signal: AbortSignal): Promise<void> {
    if (this.state === 'ready') return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiting.delete(came);
        reject(signal.reason as Error);
      };
      const came = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      if (signal.aborted) return stop();
      this.#waiting.add(came);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  #isUnasked(source: Fetchable): boolean {
    return source.entry.fixture !== true && mayFetchUnasked(source, this.#surroundings());
  }

  /** The platform's own recognition, where that is what understands the language in hand. */
  get recognition(): Transcriber | null {
    return this.state === 'ready' && this.#transcriber === this.#recognition
      ? this.#recognition
      : null;
  }

  /** A lesson has asked for ears, in a language that is to stay. */
  get inUse(): boolean {
    return this.#language !== '';
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
    // Before any download: what would listen gets no sound here.
    if (this.needsHttps) {
      this.state = 'absent';
      return;
    }
    const parts = await this.#load();
    const { shelf } = parts;
    const entries = shelf ? speechModelsFor(shelf.catalog, language) : [];
    signal.throwIfAborted();
    this.#follow(shelf, entries);
    const here = (await shelf?.store.stored.ready()) ?? [];
    signal.throwIfAborted();
    this.#voice = shelf && voiceToFetch(shelf, language, here);
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
    const source = shelf && (await earsToFetch(shelf, entries, signal));
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
    for (const came of this.#waiting) came();
    this.#waiting.clear();
    this.#onReady();
    // Loaded now, so that the first answer does not wait for it. A failure shows when it is used.
    transcriber.warmUp(() => {}, signal).catch(() => {});
  }

  #make(parts: ListeningParts, entry: ModelEntry): Transcriber {
    const transcriber = this.#made.get(entry.id) ?? parts.createTranscriber(entry);
    this.#made.set(entry.id, transcriber);
    return transcriber;
  }

  /**
   * A lesson begins whose answers are spoken: what may be fetched without a question of its own is
   * fetched now.
   */
  begin(): void {
    const source = this.#source;
    // It may have left memory since, where nobody spoke for long.
    if (this.state === 'ready')
      this.#transcriber?.warmUp(() => {}, this.#getting.signal).catch(() => {});
    if (this.state === 'absent' && source && 'entry' in source && this.#isUnasked(source))
      this.get();
  }

  /** Fetches what is offered: whoever asks was told its size. */
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
    const parts = await this.#load();
    // While the bytes come: it needs the same runtime, which takes longest to be made ready.
    parts.warmVoiceDetection();
    const stop = shelf.store.watch((status) => {
      if (status.entry.id !== entry.id || signal.aborted) return;
      const { doneBytes, totalBytes, state } = status;
      // Being checked, it is counted from nothing again.
      if (state === 'verifying') return;
      this.progress = { loadedBytes: doneBytes, totalBytes: totalBytes ?? 0 };
    });
    try {
      await shelf.store.get(entry.id, variant, { meteredToo: true }, signal);
      await shelf.store.whenReady(entry.id, signal);
    } finally {
      stop();
    }
    const transcriber = this.#make(parts, entry);
    await transcriber.warmUp(() => {}, signal);
    this.#ready(transcriber, signal);
    this.#bringVoice();
  }

  /** Fetches the voice that may come along; nobody waits for it, and the platform's speaks meanwhile. */
  #bringVoice(): void {
    const voice = this.#voice;
    this.#voice = null;
    if (!voice) return;
    const { shelf, entry, variant } = voice;
    shelf.store.get(entry.id, variant, { meteredToo: true }, new AbortController().signal).catch(
      // Without it the lesson is spoken all the same; the models page tells what went wrong.
      () => {},
    );
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
