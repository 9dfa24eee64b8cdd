import type { ChatModel, Embedder, Engine, Synthesizer, Transcriber } from '../contracts/engine.ts';
import type { Policy } from '../contracts/lesson.ts';
import type { EngineSetup, Job, Place, Sentence, SpeedFigures } from '../contracts/route.ts';
import type { Quality, TargetState } from './candidate.ts';

/** The contract of each job. */
export interface EngineOf {
  readonly chat: ChatModel;
  readonly transcribe: Transcriber;
  readonly speak: Synthesizer;
  readonly embed: Embedder;
}

/** What a target is like now. */
export interface TargetNow {
  readonly state: TargetState;
  /** Why, where it is not ready. */
  readonly because?: Sentence;
  /** In memory, so that it can begin at once. */
  readonly loaded: boolean;
  /** All its places are taken. */
  readonly busy?: boolean;
  /** As its host measured it; the panel's own measurements win. */
  readonly told?: SpeedFigures;
}

/** One way to get a job done: a model on this device, or one that a companion serves. */
export interface TargetFacts {
  /** Unique among all jobs, stable between visits: overrides and measurements are kept by it. */
  readonly id: string;
  readonly job: Job;
  readonly place: Place;
  /** Who does it: `this device`, or the upstream's name. */
  readonly name: string;
  /** Origin of the companion that it is reached by; absent on this device. */
  readonly origin?: string;
  /** Model or engine, for people. */
  readonly label: string;
  /** BCP 47 primary subtags it can do its job in. */
  readonly languages: readonly string[] | 'any';
  readonly quality: Quality;
  /** What runs, for predictions; null where this device does not run it. */
  readonly setup: EngineSetup | null;
  /** Memory it takes on this device once loaded, MB; 0 elsewhere. */
  readonly memoryMb: number;
  now(): TargetNow;
  /** Frees what engines hold; the next `engine()` makes them anew. */
  release(): Promise<void>;
}

/** A target with the engine that does its job. */
export interface Target<J extends Job> extends TargetFacts {
  readonly job: J;
  /**
   * Made when it is first asked for; loading comes with the first call or `warmUp`. What reaches a
   * network is made for one policy and tells it with every request.
   */
  engine(policy: Policy): EngineOf[J];
}

/** Some target of any job. */
export type AnyTarget = { [J in Job]: Target<J> }[Job];

/** Where targets come from: this device's engines, its model store, a companion. */
export interface TargetSource {
  targets(): readonly AnyTarget[];
  /** Called whenever targets came, went or changed; returns how to stop. */
  watch(changed: () => void): () => void;
}

/** A target on this device, whose engine is made on first use and again after it was released. */
export function createTarget<J extends Job>(
  facts: Omit<Target<J>, 'engine' | 'release'>,
  make: () => EngineOf[J],
): Target<J> {
  let engine: EngineOf[J] | null = null;
  return {
    ...facts,
    engine: () => (engine ??= make()),
    async release() {
      const released: Engine | null = engine;
      engine = null;
      await released?.dispose();
    },
  };
}
