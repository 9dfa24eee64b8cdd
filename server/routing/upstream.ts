import type { ServiceState } from '../../src/contracts/api.ts';
import type { Clock } from '../clock.ts';
import type { Job } from '../jobs/job.ts';
import type { Provider, UpstreamModel } from '../providers/provider.ts';
import type { UpstreamSettings } from '../settings/upstream-schema.ts';
import { ModelState } from './model-state.ts';
import { servedModels, type ServedModel } from './served-models.ts';

/** One upstream: its settings, its connections, and what is known of it. */
export class Upstream {
  readonly settings: UpstreamSettings;
  readonly provider: Provider;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #models = new Map<string, ModelState>();
  #served: readonly ServedModel[] = [];
  #byName: ReadonlyMap<string, ServedModel> = new Map();
  state: ServiceState;
  /** Calls in work, of all models. */
  inflight = 0;

  constructor(
    settings: UpstreamSettings,
    provider: Provider,
    state: ServiceState,
    clock: Clock,
    random: () => number,
  ) {
    this.settings = settings;
    this.provider = provider;
    this.state = state;
    this.#clock = clock;
    this.#random = random;
    this.lists([]);
  }

  get name(): string {
    return this.settings.name;
  }

  get served(): readonly ServedModel[] {
    return this.#served;
  }

  get hasSlot(): boolean {
    return this.inflight < this.settings.capacity;
  }

  /** Takes note of the models it says it has. */
  lists(models: readonly UpstreamModel[]): void {
    this.#served = servedModels(this.provider, this.settings, models);
    const byName = new Map<string, ServedModel>();
    for (const model of this.#served) {
      for (const name of [model.id.replace(/:latest$/, ''), ...model.aliases]) {
        if (!byName.has(name)) byName.set(name, model);
      }
      byName.set(model.id, model);
    }
    this.#byName = byName;
  }

  /** Its model for a name and a job, if it has one. */
  find(name: string, job: Job): ServedModel | undefined {
    const model = this.#byName.get(name);
    return model?.jobs.includes(job) ? model : undefined;
  }

  /** What is known of one of its models. */
  modelState(id: string): ModelState {
    let state = this.#models.get(id);
    if (!state) {
      state = new ModelState(this.#clock, this.#random);
      this.#models.set(id, state);
    }
    return state;
  }

  /** A probe went well. */
  answered(models: readonly UpstreamModel[]): void {
    this.state = 'ok';
    this.lists(models);
    for (const model of this.#models.values()) model.breaker.healthy();
  }
}
