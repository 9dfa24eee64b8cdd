import { ParleyError } from '../base/parley-error.ts';
import type { ModelEntry, ModelVariant } from '../contracts/catalog.ts';
import type { LoadProgress, Transcriber } from '../contracts/engine.ts';
import type { Translate } from '../messages/translate.ts';
import type { SpeechModels } from './speech-models.ts';

/** The platform's own recognition, on the device. */
export interface SystemHearing {
  readonly transcriber: Transcriber;
  /** False where the platform would have to fetch its language pack first. */
  readonly installed: boolean;
}

export interface ListeningParts {
  readonly models: SpeechModels;
  createTranscriber(entry: ModelEntry, fromHub: boolean): Transcriber;
  systemTranscriber(language: string): Promise<SystemHearing | null>;
  /** Bytes on the wire; undefined while not known. */
  downloadBytes(entry: ModelEntry, variant: ModelVariant): number | undefined;
}

/** What could be fetched: a model of the catalog, or the platform's language pack. */
type Source =
  | {
      readonly entry: ModelEntry;
      readonly sizeBytes?: number | undefined;
      readonly fromHub: boolean;
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
  #getting = new AbortController();
  #language = '';
  #looking: Promise<void> = Promise.resolve();
  readonly #load: () => Promise<ListeningParts>;
  readonly #translate: () => Translate;
  readonly #onReady: () => void;
  // Engines are no part of what is shown.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #made = new Map<string, Transcriber>();

  /** `load` fetches what can listen; it is called when a lesson is opened. */
  constructor(
    load: () => Promise<ListeningParts>,
    translate: () => Translate,
    /** Called when something understands the learner: what it needs may be kept. */
    onReady: () => void,
  ) {
    this.#load = load;
    this.#translate = translate;
    this.#onReady = onReady;
  }

  get offer() {
    if (!this.#source || this.state === 'ready') return null;
    if ('system' in this.#source) {
      const translate = this.#translate();
      return { name: translate('listening.system'), licence: translate('listening.systemLicence') };
    }
    const { entry, sizeBytes } = this.#source;
    const licence = entry.licence.name;
    return { name: entry.name, licence, ...(sizeBytes === undefined ? {} : { sizeBytes }) };
  }

  /** What understands the language in hand; null while nothing does. */
  get transcriber(): Transcriber | null {
    return this.state === 'ready' ? this.#transcriber : null;
  }

  /** Looks what there is for a language (BCP 47). A download under way for it goes on. */
  use(language: string): Promise<void> {
    if (language === this.#language) return this.#looking;
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
    const entries = parts.models.entriesFor(language);
    for (const entry of entries) {
      if (await parts.models.isKept(entry, signal)) {
        this.#ready(this.#make(parts, entry, false), signal);
        return;
      }
    }
    const system = await parts.systemTranscriber(language);
    if (system?.installed) {
      this.#ready(system.transcriber, signal);
      return;
    }
    const source = await findSource(parts, entries, signal);
    if (signal.aborted) return;
    this.#source = source ?? (system && { system: system.transcriber });
    this.state = 'absent';
  }

  #ready(transcriber: Transcriber, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#transcriber = transcriber;
    this.state = 'ready';
    this.#onReady();
    // Loaded now, so that the first answer does not wait for it. A failure shows when it is used.
    transcriber.warmUp(() => {}, signal).catch(() => {});
  }

  #make(parts: ListeningParts, entry: ModelEntry, fromHub: boolean): Transcriber {
    const key = `${entry.id}|${fromHub}`;
    const transcriber = this.#made.get(key) ?? parts.createTranscriber(entry, fromHub);
    this.#made.set(key, transcriber);
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
    const transcriber =
      'system' in source
        ? source.system
        : this.#make(await this.#load(), source.entry, source.fromHub);
    await transcriber.warmUp((progress) => {
      if (!signal.aborted) this.progress = progress;
    }, signal);
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
    this.state = 'absent';
    this.progress = null;
  }
}

/** The companion first, since it is near; then the public hub, where the page may reach it. */
async function findSource(
  parts: ListeningParts,
  entries: readonly ModelEntry[],
  signal: AbortSignal,
): Promise<Source | null> {
  const { models } = parts;
  const served = await models.served(signal);
  const near = entries.find(({ id }) => served.has(id));
  const far = entries.find(({ fixture, source }) => !fixture && source);
  const entry = near ?? far;
  if (!entry || (!near && !(await models.hubAllowed(signal)))) return null;
  const variant = entry.variants[0];
  return { entry, fromHub: !near, sizeBytes: variant && parts.downloadBytes(entry, variant) };
}
