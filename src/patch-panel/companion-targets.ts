import type { ModelEntry } from '../contracts/catalog.ts';
import type { Policy } from '../contracts/lesson.ts';
import type { Job, SpeedFigures } from '../contracts/route.ts';
import type { CompanionAddress, CompanionHealth } from './companion-health.ts';
import { qualityOfName } from './model-quality.ts';
import { placeOfUpstream } from './policy-wall.ts';
import type { ReadModel, ReadUpstream } from './route-report.ts';
import type { AnyTarget, EngineOf, Target, TargetNow, TargetSource } from './target.ts';

/** A model of a companion, as the engines over HTTP want it. */
export interface RemoteModel {
  readonly id: string;
  readonly address: string;
  readonly model: string;
  readonly upstream: string;
  readonly languages?: readonly string[];
  readonly contextTokens?: number;
  readonly listening?: ModelEntry['listening'];
  readonly policy: () => Policy;
  readonly key: () => string | null;
}

/** One factory per job. */
export type MakeRemote = { readonly [J in Job]: (model: RemoteModel) => EngineOf[J] };

export interface CompanionTargetsParts {
  readonly health: CompanionHealth;
  readonly companion: () => CompanionAddress;
  readonly catalog: readonly ModelEntry[];
  readonly make: MakeRemote;
}

const STATES = {
  ok: 'ready',
  empty: 'ready',
  // Not asked yet: the companion finds out when it is used.
  unknown: 'ready',
  asleep: 'asleep',
  refused: 'refused',
  down: 'down',
  off: 'down',
} as const;

/** Every model of every upstream of the companion, one target per job that it does. */
export class CompanionTargets implements TargetSource {
  readonly #parts: CompanionTargetsParts;
  /** By id, so that an engine lives as long as its model is served from the same address. */
  readonly #made = new Map<string, AnyTarget>();

  constructor(parts: CompanionTargetsParts) {
    this.#parts = parts;
  }

  /** Whoever follows the companion's health is told by that. */
  watch(): () => void {
    return () => {};
  }

  targets(): readonly AnyTarget[] {
    const { address } = this.#parts.companion();
    return (this.#parts.health.report?.upstreams ?? []).flatMap((upstream) =>
      upstream.models.flatMap((model) =>
        model.jobs.map((job) => {
          const id = `companion/${upstream.name}/${model.id}/${job}`;
          // Privacy is the operator's word and may change; a target that moved is another one.
          const key = JSON.stringify([address, upstream.privacy, id]);
          let target = this.#made.get(key);
          if (!target) {
            target = this.#make(job, id, upstream, model);
            this.#made.set(key, target);
          }
          return target;
        }),
      ),
    );
  }

  #make(job: Job, id: string, { name, privacy }: ReadUpstream, { id: model }: ReadModel) {
    const { make, companion, catalog } = this.#parts;
    const place = placeOfUpstream(privacy);
    const entry = catalog.find((each) => each.id === model && each.job === job);
    const languages = entry && entry.languages.length > 0 ? entry.languages : undefined;
    const { address } = companion();
    const engines = new Map<Policy, EngineOf[Job]>();
    const target: Target<Job> = {
      id,
      job,
      place,
      // Its own models run on the companion itself, which people know by its address.
      name: privacy === 'device' ? new URL(address).hostname : name,
      origin: new URL(address).origin,
      label: entry?.name ?? model,
      languages: languages ?? 'any',
      quality: qualityOfName(model, place, catalog),
      setup: null,
      memoryMb: 0,
      now: () => this.#now(name, model),
      engine(policy) {
        const made =
          engines.get(policy) ??
          make[job]({
            id,
            address,
            model,
            upstream: name,
            ...(languages ? { languages } : {}),
            ...(entry?.contextTokens ? { contextTokens: entry.contextTokens } : {}),
            ...(entry?.listening ? { listening: entry.listening } : {}),
            policy: () => policy,
            // The key of another companion is none of this one's business.
            key: () => (companion().address === address ? companion().key : null),
          });
        engines.set(policy, made);
        return made;
      },
      async release() {
        const released = [...engines.values()];
        engines.clear();
        await Promise.all(released.map((engine) => engine.dispose()));
      },
    };
    // Job and factory come from the same word.
    return target as AnyTarget;
  }

  #now(name: string, modelId: string): TargetNow {
    const { health } = this.#parts;
    const upstream = health.report?.upstreams.find((each) => each.name === name);
    const model = upstream?.models.find(({ id }) => id === modelId);
    if (!upstream || !model || health.state !== 'ok') {
      return { state: 'down', because: health.view.because, loaded: false };
    }
    const state = model.breaker === 'open' ? 'down' : STATES[upstream.state];
    const paused = state === 'down' && upstream.state === 'ok';
    return {
      state,
      ...(paused ? { because: { key: 'route.resting' } } : {}),
      // Who does not say is taken at its best: the first call shows.
      loaded: model.loaded ?? true,
      busy: upstream.inflight >= upstream.capacity,
      ...told(model, health.roundTripMs),
    };
  }
}

/** What the companion measured, with the way there added. */
function told(
  { firstTokenMs, tokensPerSecond }: ReadModel,
  roundTripMs: number | null,
): { told?: SpeedFigures } {
  if (firstTokenMs === null) return {};
  const firstMs = firstTokenMs + (roundTripMs ?? 0);
  return { told: { firstMs, ...(tokensPerSecond === null ? {} : { tokensPerSecond }) } };
}
