import type { ModelEntry } from '../contracts/catalog.ts';
import type { EngineSetup, Job, Sentence } from '../contracts/route.ts';
import type { ModelState } from '../contracts/chunk-store.ts';
import type { ModelStore } from '../model-store/model-store.ts';
import { qualityOf } from './model-quality.ts';
import type { AnyTarget, EngineOf, Target, TargetSource } from './target.ts';

/** An engine of this browser; where it can tell, what is in memory now. */
type Loadable<J extends Job> = EngineOf[J] & { readonly loaded?: unknown };

/** How models of the store are run, one factory per job. */
export type MakeStored = { readonly [J in Job]: (entry: ModelEntry) => Loadable<J> };

export interface StoredTargetsParts {
  readonly store: Pick<ModelStore, 'statuses' | 'watch'>;
  readonly make: MakeStored;
  /** The variant that fits this device and how it would run; null where it cannot run. */
  readonly setupOf: (entry: ModelEntry, variant: string | undefined) => EngineSetup | null;
  /** Worth showing although it is not here yet. */
  readonly isRecommended: (entry: ModelEntry) => boolean;
}

const JOBS: readonly string[] = ['chat', 'transcribe', 'speak', 'embed'] satisfies Job[];
/** What a model takes in memory beside its weights, where the catalog does not say. */
const MEMORY_PER_BYTE = 1.5 / 1e6;

const coming: readonly ModelState[] = ['planned', 'downloading', 'verifying'];

/** The models of the store that this browser can run, as they come and go. */
export class StoredTargets implements TargetSource {
  readonly #parts: StoredTargetsParts;
  readonly #made = new Map<string, AnyTarget>();
  readonly #states = new Map<string, ModelState>();
  readonly #listeners = new Set<() => void>();

  constructor(parts: StoredTargetsParts) {
    this.#parts = parts;
    parts.store.watch(({ entry, state }) => {
      // Every byte of a download is told; only what is ready, or no longer, matters here.
      if (this.#states.get(entry.id) === state) return;
      this.#states.set(entry.id, state);
      // What comes back later may be another variant.
      if (state !== 'ready') void this.#made.get(entry.id)?.release();
      for (const listener of this.#listeners) listener();
    });
  }

  watch(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  targets(): readonly AnyTarget[] {
    return this.#parts.store.statuses().flatMap(({ entry, state }) => {
      const wanted = this.#parts.isRecommended(entry) && entry.fixture !== true;
      const shown = JOBS.includes(entry.job) && (state !== 'absent' || wanted);
      return shown ? [this.#target(entry)] : [];
    });
  }

  /** The target of a model by its id, whether its weights are here or not. */
  of<J extends Job>(job: J, modelId: string): Target<J> | undefined {
    const status = this.#parts.store.statuses().find(({ entry }) => entry.id === modelId);
    // The target has the job of its entry.
    return status?.entry.job === job
      ? (this.#target(status.entry) as unknown as Target<J>)
      : undefined;
  }

  #target(entry: ModelEntry): AnyTarget {
    const made = this.#made.get(entry.id) ?? this.#make(entry.job as Job, entry);
    this.#made.set(entry.id, made);
    return made;
  }

  #make(job: Job, entry: ModelEntry): AnyTarget {
    const { store, make, setupOf } = this.#parts;
    const status = () => store.statuses().find((each) => each.entry.id === entry.id);
    const setup = () => setupOf(entry, status()?.variant);
    let engine: Loadable<Job> | null = null;
    const target: Target<Job> = {
      id: `device/${entry.id}`,
      job,
      place: 'device',
      name: 'this device',
      label: entry.name,
      languages: entry.languages.length === 0 ? 'any' : entry.languages,
      quality: qualityOf(entry),
      get setup() {
        return setup();
      },
      get memoryMb() {
        const runs = entry.variants.find(({ name }) => name === setup()?.variant);
        return runs?.memoryMb ?? Math.round((status()?.totalBytes ?? 0) * MEMORY_PER_BYTE);
      },
      now() {
        const state = status()?.state;
        const loaded = engine !== null && (!('loaded' in engine) || engine.loaded !== null);
        if (setup() === null) return { state: 'unfit', loaded };
        if (state === 'ready') return { state, loaded };
        return { state: 'not-fetched', because: whyAbsent(state), loaded: false };
      },
      engine: () => (engine ??= make[job](entry)),
      async release() {
        const released = engine;
        engine = null;
        await released?.dispose();
      },
    };
    // Job and factory come from the same word.
    return target as AnyTarget;
  }
}

function whyAbsent(state: ModelState | undefined): Sentence {
  if (state && coming.includes(state)) return { key: 'route.onItsWay' };
  if (state === 'damaged') return { key: 'route.damaged' };
  return { key: state === 'paused' ? 'route.paused' : 'route.state.not-fetched' };
}
