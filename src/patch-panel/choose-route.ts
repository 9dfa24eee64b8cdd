import type { Candidate, Route, Situation } from './candidate.ts';
import { isLeftOut, isWalled } from './policy-wall.ts';
import { byRank, keepsPlace, rank } from './ranking.ts';
import { whyFirst, whyLater, whyNone, whyNot } from './route-sentences.ts';

/** Whether a target may be asked at all: nothing here is a matter of taste. */
function mayServe({ policy, mode }: Situation, candidate: Candidate): boolean {
  const { place, state, speaks, unasked } = candidate;
  if (unasked) return false;
  const callable = state === 'ready' || state === 'loading' || state === 'asleep';
  return callable && speaks && !isWalled(policy, place) && !isLeftOut(mode, place);
}

/**
 * Chooses who does a job now, and in which order the others are tried. Pure: the same situation
 * gives the same route. What the policy walls off is never in `order`, chosen by hand or not.
 */
export function chooseRoute(situation: Situation): Route {
  const { candidates, current } = situation;
  const ranked = candidates
    .filter((candidate) => mayServe(situation, candidate))
    .map((candidate) => rank(situation, candidate))
    .sort(byRank);
  const best = ranked[0];
  const used = ranked.find(({ candidate }) => candidate.id === current?.id);
  const stays = best && used && used !== best && keepsPlace(situation, used, best);
  const [first, ...later] = stays ? [used, ...ranked.filter((each) => each !== used)] : ranked;

  const passedOver = candidates
    .filter((candidate) => !mayServe(situation, candidate))
    .map((candidate) => whyNot(situation, candidate));
  if (!first) return { order: [], passedOver, because: whyNone(situation, passedOver) };
  const because = whyFirst(situation, first, later);
  return {
    order: [
      { id: first.candidate.id, because, expectedMs: first.expectedMs },
      ...later.map((each) => ({
        id: each.candidate.id,
        because: whyLater(situation, each),
        expectedMs: each.expectedMs,
      })),
    ],
    passedOver,
    because,
  };
}
