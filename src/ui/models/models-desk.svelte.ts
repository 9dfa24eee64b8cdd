import { ParleyError } from '../../base/parley-error.ts';
import type { ModelEntry } from '../../contracts/catalog.ts';
import type { Arriving } from '../../model-store/sources/companion-arrivals.ts';
import type { ModelStatus } from '../../model-store/model-status.ts';
import type { ModelStore } from '../../model-store/model-store.ts';
import type { SourceOrder } from '../../model-store/sources/source-order.ts';
import type { Space } from '../../model-store/kept/space.ts';
import { savePack } from './save-pack.ts';

/** What the models page says at its foot. */
interface Said {
  readonly key: `models.${'deleted' | 'allRight' | 'saved' | 'opening' | 'openingUnknown'}`;
  readonly model: string;
}

interface Question {
  readonly entry: ModelEntry;
  readonly variant: string;
  readonly sizeBytes: number;
  /** Set when it is the connection that is asked about. */
  readonly error: ParleyError | null;
}

/** How often it is asked how far it is with what it fetches itself. */
const COMPANION_EVERY_MS = 1500;

/** The models page's half of the conversation with the store. Fields are reactive. */
export class ModelsDesk {
  statuses: readonly ModelStatus[] = $state.raw([]);
  space: Space | null = $state.raw(null);
  problem: unknown = $state.raw(null);
  /** What was asked of one model and could not be done; shown where it was asked. */
  refused: { readonly id: string; readonly error: unknown } | null = $state.raw(null);
  said: Said | null = $state.raw(null);
  /** The model whose bytes are being read back, by id. */
  verifying: string | null = $state(null);
  /** A download that waits for a yes: its size was not known, or the connection is metered. */
  question: Question | null = $state.raw(null);
  /** Which source is asked first; null where there is no choice, or it is not known yet. */
  sourceOrder: SourceOrder | null = $state.raw(null);
  /** What the companion has of models that it fetches from the hub itself, by id. */
  arriving: Readonly<Record<string, Arriving>> = $state.raw({});
  readonly #store: ModelStore;
  readonly #leaving = new AbortController();

  constructor(store: ModelStore) {
    this.#store = store;
    this.statuses = store.statuses();
  }

  /** Follows the store until the returned function is called. */
  listen(): () => void {
    let last = '';
    const stop = this.#store.watch(({ entry, state }) => {
      this.statuses = this.#store.statuses();
      // Space changes with states; asking on every byte would only cost.
      if (`${entry.id} ${state}` !== last) this.#measure();
      last = `${entry.id} ${state}`;
    });
    this.#measure();
    const looking = setInterval(() => this.#lookAtCompanion(), COMPANION_EVERY_MS);
    this.#store.sourceOrder().then(
      (order) => (this.sourceOrder = order),
      () => {},
    );
    return () => {
      stop();
      clearInterval(looking);
      this.#leaving.abort();
    };
  }

  /** The first leg of a download, while there is one. */
  #lookAtCompanion(): void {
    if (!this.statuses.some(({ state }) => state === 'downloading')) return;
    this.#store.arriving(this.#leaving.signal).then(
      (arriving) => (this.arriving = Object.fromEntries(arriving)),
      () => {},
    );
  }

  #measure(): void {
    this.#store.space().then(
      (space) => (this.space = space),
      () => {},
    );
  }

  /** `id`: of the model in whose row it is told what went wrong. */
  async #try(work: () => Promise<void>, id?: string): Promise<void> {
    this.problem = null;
    this.refused = null;
    try {
      await work();
    } catch (error) {
      if (this.#leaving.signal.aborted) return;
      if (id === undefined) this.problem = error;
      else this.refused = { id, error };
    }
  }

  /** Gets, continues or mends. Asks before a download whose size nobody has seen yet. */
  get(status: ModelStatus, variant: string): Promise<void> {
    const { entry, totalBytes } = status;
    if (totalBytes !== null) return this.#get({ entry, variant }, false);
    return this.#try(async () => {
      const sizeBytes = await this.#store.size(entry.id, variant, this.#leaving.signal);
      this.question = { entry, variant, sizeBytes, error: null };
    }, entry.id);
  }

  /** Yes to the question that is open. */
  yes(): Promise<void> {
    const { question } = this;
    this.question = null;
    return question ? this.#get(question, question.error !== null) : Promise.resolve();
  }

  #get({ entry, variant }: Pick<Question, 'entry' | 'variant'>, meteredToo: boolean) {
    return this.#try(async () => {
      try {
        await this.#store.get(entry.id, variant, { meteredToo }, this.#leaving.signal);
      } catch (error) {
        if (!(error instanceof ParleyError) || error.code !== 'model-metered') throw error;
        this.question = { entry, variant, sizeBytes: 0, error };
      }
    }, entry.id);
  }

  chooseSource(order: SourceOrder): Promise<void> {
    return this.#try(async () => {
      await this.#store.setSourceOrder(order);
      this.sourceOrder = order;
    });
  }

  pause(id: string): Promise<void> {
    return this.#try(() => this.#store.pause(id));
  }

  remove(id: string, model: string): Promise<void> {
    return this.#try(async () => {
      await this.#store.remove(id);
      this.said = { key: 'models.deleted', model };
      this.#measure();
    });
  }

  verify(id: string, model: string): Promise<void> {
    return this.#try(async () => {
      this.verifying = id;
      try {
        const { badChunks } = await this.#store.verify(id, this.#leaving.signal);
        if (badChunks === 0) this.said = { key: 'models.allRight', model };
      } finally {
        this.verifying = null;
      }
    }, id);
  }

  save(id: string, model: string): Promise<void> {
    return this.#try(async () => {
      const { name, pack } = await this.#store.savePack(id);
      if (await savePack(pack, name)) this.said = { key: 'models.saved', model };
    }, id);
  }

  open(file: Blob): Promise<void> {
    return this.#try(async () => {
      const id = await this.#store.openPack(file, this.#leaving.signal);
      const entry = this.statuses.find((status) => status.entry.id === id)?.entry;
      // Where the catalog pins no bytes, the pack is held to nothing but itself.
      const vouched = entry?.files.every(({ sha256 }) => sha256 !== undefined) === true;
      const key = vouched ? 'models.opening' : 'models.openingUnknown';
      this.said = { key, model: entry?.name ?? id };
    });
  }
}
