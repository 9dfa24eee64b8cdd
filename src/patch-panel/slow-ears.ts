import { isWalled } from './policy-wall.ts';
import { originOf, type LeaveAnswer, type Origin } from './leave-answers.ts';
import figures from './route-figures.json' with { type: 'json' };
import type { Scope, Switchboard } from './switchboard.ts';

/** Listening that takes long on this device and is quicker elsewhere, both times known. */
export interface SlowEars {
  /** From the end of a spoken sentence to its text, ms. */
  readonly hereMs: number;
  readonly thereMs: number;
  readonly there: Origin;
  /**
   * `author`: the lesson keeps everything on this device; only the learner can let this one go there ·
   * `open`: it may, and the learner will be asked · `yes`, `no`: what they said.
   */
  readonly consent: 'author' | 'open' | 'yes' | 'no';
}

/** The scope in which a lesson listens: wider than the rest of it for the one whom the learner let hear. */
export const forEars = ({ ears, ...scope }: Scope): Scope =>
  ears ? { policy: ears.policy, language: scope.language, onlyTo: ears.origin } : scope;

/**
 * Whether somebody else would understand a learner clearly sooner than this device, which takes long.
 * Null where it does not, where nobody may or can, and where one of the times is only assumed.
 */
export function slowEars(
  board: Switchboard,
  { policy, language }: Scope,
  answers: Readonly<Record<string, LeaveAnswer>>,
): SlowEars | null {
  const widened = policy === 'device-only' ? 'school-network' : policy;
  const timed = board.inOrder('transcribe', { policy: widened, language }).flatMap((target) => {
    const { measured, predicted } = board.parts.runs.speedOf(target);
    const known = measured ?? predicted;
    return known ? [{ target, ms: known.firstMs }] : [];
  });
  const soonest = (near: boolean) =>
    timed
      .filter(({ target }) => (target.place === 'device') === near)
      .sort((a, b) => a.ms - b.ms)[0];
  const [here, there] = [soonest(true), soonest(false)];
  if (!here || !there || here.ms < figures.slowEarsMs) return null;
  if (there.ms > here.ms * (1 - figures.switchGain)) return null;
  const { name, place } = there.target;
  const origin = originOf(there.target);
  const answer = answers[origin];
  const asked = answer === undefined ? 'open' : answer.may ? 'yes' : 'no';
  return {
    hereMs: here.ms,
    thereMs: there.ms,
    there: { origin, name, place },
    consent: isWalled(policy, place) ? 'author' : asked,
  };
}
