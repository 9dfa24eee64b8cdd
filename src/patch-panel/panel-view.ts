import type { Job, Place, RouteMode, Sentence, SpeedFigures } from '../contracts/route.ts';
import type { Origin } from './leave-answers.ts';
import type { SlowEars } from './slow-ears.ts';
import type { EarsAway } from './switchboard.ts';
import type { Policy } from '../contracts/lesson.ts';

/** The patch panel as screens see it. */
export interface PanelView {
  readonly snapshot: PanelSnapshot;
  /** Called after every change of `snapshot`; returns how to stop it. */
  subscribe(changed: () => void): () => void;
  /**
   * The jobs as they would be in a lesson with this policy, in a language (BCP 47; the interface's
   * when absent). `asks`: the policy is the author's, so that only whom the learner said yes to is
   * asked. `ears`: who may hear the voice besides. It changes nothing, and asks nobody.
   */
  jobsFor(policy: Policy, language?: string, asks?: boolean, ears?: EarsAway): readonly JobView[];
  /**
   * Who would be the first to get words in a lesson with this policy, and whom the learner was not
   * asked about yet. `jobs`: what the lesson needs.
   */
  toAsk(policy: Policy, language: string, jobs: readonly Job[]): Promise<readonly Origin[]>;
  /**
   * Whether listening in a language (BCP 47) takes long here and somebody else is quicker, who may
   * listen in a lesson with this policy or could if the learner let them. It asks nobody.
   */
  slowEars(policy: Policy, language: string): SlowEars | null;
  /** What the learner said of them; kept until it is changed. */
  answerFor(origin: Origin, may: boolean): void;
  setMode(mode: RouteMode): void;
  /** A target by id for one job whatever the figures say; null goes by the figures again. */
  setOverride(job: Job, targetId: string | null): void;
  /**
   * Pairs with another companion and keeps its address; null is the one that served the app.
   * @throws ParleyError that names what is missing: certificate, permission, key, network.
   */
  pair(address: string | null, key: string | null, signal: AbortSignal): Promise<void>;
  /** Probes the device and times what is loaded. `onProgress`: 0..1. */
  measure(onProgress: (share: number) => void, signal: AbortSignal): Promise<void>;
  /** The last decisions, newest first, as JSON to save; no word of a learner is in it. */
  exportDecisions(): Blob;
}

export interface PanelSnapshot {
  readonly mode: RouteMode;
  /** Of the lesson in hand; the strictest there is while none is open. */
  readonly policy: Policy;
  readonly companion: CompanionView;
  /** Null before the device was probed. */
  readonly device: DeviceView | null;
  readonly jobs: readonly JobView[];
}

export interface CompanionView {
  /** Origin, e.g. `https://parley.home:3100`. */
  readonly address: string;
  readonly state: 'unknown' | 'ok' | 'down' | 'refused' | 'blocked' | 'offline';
  readonly because: Sentence;
  /** Round trip, ms; null while unknown. */
  readonly roundTripMs: number | null;
  /** True for another companion than the one that served the app. */
  readonly paired: boolean;
}

export interface DeviceView {
  /** An id of models/tiers.json. */
  readonly tier: string;
  readonly tierSentence: Sentence;
  /** What was measured, for people who want numbers. */
  readonly facts: readonly Sentence[];
}

export interface JobView {
  readonly job: Job;
  /** Target in use for the next call; null where nothing can do the job. */
  readonly current: string | null;
  readonly because: Sentence;
  readonly override: string | null;
  /** In the order in which they are tried; those that cannot be used come last. */
  readonly targets: readonly TargetView[];
}

export interface TargetView {
  readonly id: string;
  readonly place: Place;
  /** Who does it: `this device`, or the upstream's name. */
  readonly name: string;
  /** Model or engine, for people. */
  readonly engine: string;
  /** A language model too small to learn from. */
  readonly makesMistakes: boolean;
  /** Whether it is asked at all, in its turn; false for what the policy or the mode leaves out. */
  readonly tried: boolean;
  readonly state:
    'ready' | 'loading' | 'not-fetched' | 'asleep' | 'down' | 'refused' | 'walled' | 'unfit';
  /** Why it stands where it stands. */
  readonly because: Sentence;
  readonly predicted: SpeedFigures | null;
  readonly measured: SpeedFigures | null;
  /** First-sound or first-token times of the last runs, ms, oldest first; at most 30. */
  readonly recentMs: readonly number[];
}
