import type { ChatTask } from '../contracts/engine.ts';
import type { Policy } from '../contracts/lesson.ts';
import type { Job, Place, RouteMode, Sentence, SpeedFigures } from '../contracts/route.ts';

/** Size classes of models, smallest first; what a task may ask for at least. */
export const QUALITIES = ['tiny', 'small', 'medium', 'large'] as const;
export type Quality = (typeof QUALITIES)[number];

/** How a target is by itself, before any policy or mode. Only the first three can be called. */
export type TargetState =
  'ready' | 'loading' | 'asleep' | 'not-fetched' | 'down' | 'refused' | 'unfit';

/** Tokens per second that fell and stayed low: now, and before. */
export interface Drift {
  readonly now: number;
  readonly before: number;
}

/** A target as the chooser sees it: facts only, so that a decision can be kept and repeated. */
export interface Candidate {
  readonly id: string;
  readonly place: Place;
  /** For sentences: the model on this device, or the upstream's name elsewhere. */
  readonly who: string;
  readonly state: TargetState;
  /** Why it is unfit, where it can tell. */
  readonly because?: Sentence;
  /** Whether it can do the job in the language in hand. */
  readonly speaks: boolean;
  readonly quality: Quality;
  readonly predicted: SpeedFigures | null;
  readonly measured: SpeedFigures | null;
  readonly loaded: boolean;
  /** All its places are taken now. */
  readonly busy: boolean;
  readonly drift: Drift | null;
  /** It failed a moment ago. */
  readonly aside: boolean;
  /** The learner was not asked whether their words may go there, or said no. */
  readonly unasked?: 'open' | 'declined';
}

/** What was in use before, and since when (ms, monotonic). */
export interface InUse {
  readonly id: string;
  readonly sinceMs: number;
}

/** Everything a decision is made from. */
export interface Situation {
  readonly job: Job;
  /** For chat; the other jobs have one task each. */
  readonly task: ChatTask;
  readonly policy: Policy;
  readonly mode: RouteMode;
  readonly override: string | null;
  readonly candidates: readonly Candidate[];
  readonly current: InUse | null;
  /** ms, monotonic. */
  readonly nowMs: number;
  /** Below a fifth and not charging. */
  readonly batteryLow: boolean;
  readonly saveData: boolean;
}

/** A target in the order in which it is tried, and why it stands there. */
export interface RankedTarget {
  readonly id: string;
  readonly because: Sentence;
  /** Until the first sound can be heard, ms. */
  readonly expectedMs: number;
}

/** A target that is not tried, and why. */
export interface PassedOver {
  readonly id: string;
  readonly state: TargetState | 'walled';
  readonly because: Sentence;
}

/** A decision: whom to ask, in which order, and why. */
export interface Route {
  /** The first is the choice; empty where nothing can do it. */
  readonly order: readonly RankedTarget[];
  readonly passedOver: readonly PassedOver[];
  /** Why the first is the first, or why there is none. */
  readonly because: Sentence;
}
