import type { EngineSetup, SpeedFigures } from '../contracts/route.ts';
import type { Drift } from './candidate.ts';
import { findDrift, freshSamples, type SpeedSample } from './drift.ts';
import figures from './route-figures.json' with { type: 'json' };
import type { TargetFacts } from './target.ts';

/** What is kept of models on this device between visits, and predicted for them. */
export interface DeviceSpeeds {
  figuresFor(setup: EngineSetup): {
    readonly predicted: SpeedFigures | null;
    readonly measured: SpeedFigures | null;
  };
  record(setup: EngineSetup, figures: SpeedFigures): void;
}

interface Kept {
  /** Moving average; the newest run counts for `newestWeight`. */
  measured: SpeedFigures | null;
  recentMs: number[];
  samples: SpeedSample[];
}

type Facts = Pick<TargetFacts, 'id' | 'setup' | 'now'>;

function mixed(before: SpeedFigures | null, run: SpeedFigures): SpeedFigures {
  const mix = (old: number | undefined, value: number) =>
    old === undefined ? value : old + figures.newestWeight * (value - old);
  const of = <Name extends 'tokensPerSecond' | 'realTimeFactor'>(name: Name) => {
    const value = run[name];
    const kept = value === undefined ? before?.[name] : mix(before?.[name], value);
    return kept === undefined ? {} : { [name]: kept };
  };
  return {
    firstMs: mix(before?.firstMs, run.firstMs),
    ...of('tokensPerSecond'),
    ...of('realTimeFactor'),
  };
}

/** How fast every target really was since the page was opened. */
export class RunRecords {
  readonly #kept = new Map<string, Kept>();
  readonly #device: () => DeviceSpeeds | null;
  readonly #now: () => number;

  /** `device` is null until this device was probed. `now`: ms, monotonic. */
  constructor(device: () => DeviceSpeeds | null, now: () => number) {
    this.#device = device;
    this.#now = now;
  }

  add(target: Facts, run: SpeedFigures): void {
    const kept = this.#kept.get(target.id) ?? { measured: null, recentMs: [], samples: [] };
    this.#kept.set(target.id, kept);
    kept.measured = mixed(kept.measured, run);
    kept.recentMs = [...kept.recentMs, Math.round(run.firstMs)].slice(-figures.recentRuns);
    const { tokensPerSecond } = run;
    if (tokensPerSecond !== undefined) {
      const atMs = this.#now();
      kept.samples = [...freshSamples(kept.samples, atMs), { atMs, tokensPerSecond }];
    }
    if (target.setup) this.#device()?.record(target.setup, run);
  }

  /** Predicted and measured figures; what a companion tells of itself counts as a prediction. */
  speedOf({ id, setup, now }: Facts): Pick<AnyFigures, 'predicted' | 'measured'> {
    const here = this.#kept.get(id)?.measured ?? null;
    const told = now().told ?? null;
    if (!setup) return { predicted: told, measured: here };
    const known = this.#device()?.figuresFor(setup);
    return { predicted: known?.predicted ?? told, measured: here ?? known?.measured ?? null };
  }

  driftOf(id: string): Drift | null {
    return findDrift(this.#kept.get(id)?.samples ?? [], this.#now());
  }

  recentMs(id: string): readonly number[] {
    return this.#kept.get(id)?.recentMs ?? [];
  }
}

interface AnyFigures {
  readonly predicted: SpeedFigures | null;
  readonly measured: SpeedFigures | null;
}
