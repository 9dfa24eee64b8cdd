import type { ModelEntry } from '../contracts/catalog.ts';
import type { EngineSetup, Job, Sentence } from '../contracts/route.ts';
import type { ModelState } from '../contracts/chunk-store.ts';
import { memoryMbOf } from '../device/memory-of.ts';
import type { ModelStatus } from '../model-store/model-status.ts';
import type { ModelStore } from '../model-store/model-store.ts';
import { qualityOf } from './model-quality.ts';
import type { AnyTarget, EngineOf, Target, TargetSource } from './target.ts';

/** An engine of this browser; where it can tell, what is in memory now. */
type Loadable<J extends Job> = EngineOf[J] & { readonly loaded?: unknown };

/** How models of the store are run, one factory per job. */
export type MakeStored = { readonly [J in Job]: (entry: ModelEntry) => Loadable<J> };

export interface StoredTargetsParts {
  readonly store: Pick<ModelStore, 'statuses' | 'watch'>;
  /** Ids of models that are ready, as the store's records say; its list is read a little later. */
  readonly here: readonly string[];
  readonly make: MakeStored;
  /** The variant that fits this device and how it would run; null where it cannot run. */
  readonly setupOf: (entry: ModelEntry, variant: string | undefined) => EngineSetup | null;
  /** Worth showing although it is not here yet. */
  readonly isRecommended: (entry: ModelEntry) => boolean;
}

const JOBS: readonly string[] = ['chat', 'transcribe', 'speak', 'embed'] satisfies Job[];
const coming: readonly ModelState[] = ['planned', 'downloading', 'verifying'];

/** The models of the store that this browser can run, as they come and go. */
export class StoredTargets implements TargetSource {
  readonly #parts: StoredTargetsParts;
  readonly #made = new Map<string, AnyTarget>();
  readonly #states: Map<string, ModelState>;
  readonly #listeners = new Set<() => void>();

  constructor(parts: StoredTargetsParts) {
    this.#parts = parts;
    this.#states = new Map(parts.here.map((id) => [id, 'ready']));
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

  #stateOf(id: string): ModelState {
    const told = this.#states.get(id);
    return told ?? this.#statusOf(id)?.state ?? 'absent';
  }

  #statusOf(id: string): ModelStatus | undefined {
    return this.#parts.store.statuses().find(({ entry }) => entry.id === id);
  }

  targets(): readonly AnyTarget[] {
    return this.#parts.store.statuses().flatMap(({ entry }) => {
      const state = this.#stateOf(entry.id);
      const wanted = this.#parts.isRecommended(entry) && entry.fixture !== true;
      const shown = JOBS.includes(entry.job) && (state !== 'absent' || wanted);
      return shown ? [this.#target(entry)] : [];
    });
  }

  /** The target of a model by its id, whether its weights are here or not. */
  of<J extends Job>(job: J, modelId: string): Target<J> | undefined {
    const status = this.#statusOf(modelId);
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
    const { make, setupOf } = this.#parts;
    const status = () => this.#statusOf(entry.id);
    const stateNow = () => this.#stateOf(entry.id);
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
        return runs ? memoryMbOf(entry, runs) : 0;
      },
      now() {
        const state = stateNow();
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

function whyAbsent(state: ModelState): Sentence {
  if (coming.includes(state)) return { key: 'route.onItsWay' };
  if (state === 'damaged') return { key: 'route.damaged' };
  return { key: state === 'paused' ? 'route.paused' : 'route.state.not-fetched' };
}
