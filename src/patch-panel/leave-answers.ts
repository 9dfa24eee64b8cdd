import type { Place } from '../contracts/route.ts';
import type { Settings } from '../contracts/settings.ts';
import type { TargetFacts } from './target.ts';

/** Somebody else than this device who would get what a learner says. */
export interface Origin {
  /** Companion, who works behind it, and how far away: where one of these changes, it is asked anew. */
  readonly origin: string;
  /** As the patch panel names them. */
  readonly name: string;
  readonly place: Place;
}

/** What the learner said of one of them. */
export type LeaveAnswer = Readonly<Settings['mayLeave'][string]>;

/** Whose work a target is. */
export const originOf = ({ origin, name, place }: TargetFacts): string =>
  `${origin ?? ''} ${name} ${place}`.trim();
