import type { Policy } from '../contracts/lesson.ts';
import { POLICIES } from '../contracts/policy.ts';
import type { SaidLine } from './lesson-run.ts';

/**
 * Whether what was said under one policy may be told to whoever answers under another: it is as
 * wide, or wider. What is not known counts as said for this device only.
 */
export const mayBeToldUnder = (said: Policy | undefined, now: Policy): boolean =>
  POLICIES.indexOf(said ?? 'device-only') >= POLICIES.indexOf(now);

/** The lines that may be told to whoever answers under `policy`. */
export const mayBeTold = (said: readonly SaidLine[], policy: Policy): readonly SaidLine[] =>
  said.filter((line) => mayBeToldUnder(line.policy, policy));
