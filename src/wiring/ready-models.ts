import type { ModelEntry } from '../contracts/catalog.ts';
import type { ChatModel, Embedder, Engine } from '../contracts/engine.ts';
import { createBrowserChat } from '../engines/in-browser/browser-chat.ts';
import { createBrowserEmbedder } from '../engines/in-browser/browser-embedder.ts';
import type { ModelShelf } from './model-shelf.ts';

const tiers = ['tiny', 'small', 'medium'];

/** Models of this device for the tutor: whatever of the catalog is in the store, the best first. */
export class ReadyModels {
  readonly #ready: Map<string, ModelEntry>;
  readonly #made = new Map<string, Engine>();

  private constructor(ready: readonly ModelEntry[]) {
    this.#ready = new Map(ready.map((entry) => [entry.id, entry]));
  }

  /** Knows what is ready now, and follows what comes and goes. */
  static async open({ store, catalog }: ModelShelf): Promise<ReadyModels> {
    const here = await store.stored.ready();
    const models = new ReadyModels(catalog.filter(({ id }) => here.includes(id)));
    store.watch(({ entry, state }) => {
      if (state === 'ready') models.#ready.set(entry.id, entry);
      else models.#ready.delete(entry.id);
    });
    return models;
  }

  /** A language model that answers in `language` (BCP 47); null while none is ready. */
  chat(language: string): ChatModel | null {
    const entry = this.#best('chat', language);
    return entry && this.#engine(entry, () => createBrowserChat({ entry }));
  }

  /** The name of that model, for people. */
  nameOfChat(language: string): string | null {
    return this.#best('chat', language)?.name ?? null;
  }

  embedder(language: string): Embedder | null {
    const entry = this.#best('embed', language);
    return entry && this.#engine(entry, () => createBrowserEmbedder({ entry }));
  }

  #best(job: ModelEntry['job'], language: string): ModelEntry | null {
    const primary = language.split('-')[0] ?? language;
    const [best] = [...this.#ready.values()]
      .filter((entry) => entry.job === job)
      .filter(({ languages }) => languages.length === 0 || languages.includes(primary))
      .sort(
        (a, b) =>
          Number(a.fixture ?? false) - Number(b.fixture ?? false) ||
          tiers.indexOf(b.tier) - tiers.indexOf(a.tier),
      );
    return best ?? null;
  }

  /** One engine of a job in memory at a time. */
  #engine<Kind extends Engine>(entry: ModelEntry, make: () => Kind): Kind {
    const key = `${entry.job} ${entry.id}`;
    const made = (this.#made.get(key) as Kind | undefined) ?? make();
    for (const [other, engine] of this.#made) {
      if (other === key || !other.startsWith(`${entry.job} `)) continue;
      this.#made.delete(other);
      void engine.dispose();
    }
    this.#made.set(key, made);
    return made;
  }
}
