import type { Sentence } from '../contracts/route.ts';
import type { Candidate, PassedOver, Situation } from './candidate.ts';
import { isLeftOut, isWalled } from './policy-wall.ts';
import figures from './route-figures.json' with { type: 'json' };
import type { Ranked } from './ranking.ts';

/** Two digits are as many as a person can use. */
const seconds = (ms: number) => Number((ms / 1000).toPrecision(2));
const whole = (value: number) => Math.round(value);

/** Why the first target is the first. `later`: the others that may be asked, in order. */
export function whyFirst(situation: Situation, first: Ranked, later: readonly Ranked[]): Sentence {
  const { who, id, aside } = first.candidate;
  if (aside) return { key: 'route.lastResort', params: { who } };
  if (id === situation.override) return { key: 'route.byHand', params: { who } };
  return (
    whyNotAsBefore(situation, first) ??
    whyInsteadOf(first, later) ??
    whyAlone(situation, first, later) ??
    whyBefore(situation, first, later)
  );
}

/** What was in use gave way: it failed, or it has become slower. */
function whyNotAsBefore({ candidates, current }: Situation, first: Ranked): Sentence | null {
  const { who, id } = first.candidate;
  const before = candidates.find((each) => each.id === current?.id);
  if (!before || before.id === id) return null;
  const gone = before.aside || before.state === 'down';
  if (gone) return { key: 'route.tookOver', params: { who, other: before.who } };
  if (!before.drift) return null;
  const { now, before: earlier } = before.drift;
  const params = { who, other: before.who, now: whole(now), before: whole(earlier) };
  return { key: 'route.becameSlower', params };
}

/** Another would be first, had it not failed a moment ago. */
function whyInsteadOf(first: Ranked, later: readonly Ranked[]): Sentence | null {
  const failed = later.find(
    ({ candidate, usualGroup, expectedMs }) =>
      candidate.aside &&
      (usualGroup < first.group || (usualGroup === first.group && expectedMs < first.expectedMs)),
  );
  if (!failed) return null;
  const params = { who: first.candidate.who, other: failed.candidate.who };
  return { key: 'route.tookOver', params };
}

function whyAlone(
  { policy, mode }: Situation,
  { candidate: { who, place }, meetsFloor }: Ranked,
  later: readonly Ranked[],
): Sentence | null {
  const params = { who };
  if (later.some(({ candidate }) => !candidate.aside)) {
    // Only together with others the learner hears which rule decided.
    return meetsFloor ? null : { key: 'route.bestThereIs', params };
  }
  if (place === 'device' && policy === 'device-only') return { key: 'route.policyHere', params };
  if (mode === 'onDeviceOnly' || mode === 'serverOnly')
    return { key: `route.modeOnly.${mode}`, params };
  return { key: 'route.only', params };
}

function whyBefore(
  { mode, current }: Situation,
  first: Ranked,
  later: readonly Ranked[],
): Sentence {
  const { who, id } = first.candidate;
  const rival = later.find(({ group }) => group === first.group);
  if (!rival) {
    const other = later[0]?.candidate.who ?? '';
    const preferred = later.some(({ secondChoice }) => secondChoice) && !first.secondChoice;
    if (preferred) return { key: `route.prefer.${mode}`, params: { who, other } };
    return { key: 'route.better', params: { who, other } };
  }
  const other = rival.candidate.who;
  if (rival.expectedMs < first.expectedMs && id === current?.id) {
    const hardly = rival.expectedMs > first.expectedMs * (1 - figures.switchGain);
    return { key: hardly ? 'route.hardlyFaster' : 'route.rests', params: { who, other } };
  }
  const times = { seconds: seconds(first.expectedMs), otherSeconds: seconds(rival.expectedMs) };
  return { key: 'route.fastest', params: { who, other, ...times } };
}

/** Why a target is tried only after the first. */
export function whyLater({ mode }: Situation, ranked: Ranked): Sentence {
  const { candidate, meetsFloor, secondChoice } = ranked;
  if (candidate.aside) return { key: 'route.aside' };
  if (secondChoice) return { key: `route.secondChoice.${mode}` };
  if (candidate.place === 'device' && !candidate.loaded) return { key: 'route.cold' };
  if (!meetsFloor) return { key: 'route.small' };
  if (candidate.state === 'asleep') return { key: 'route.asleep' };
  return { key: 'route.next', params: { seconds: seconds(ranked.expectedMs) } };
}

/** Why a target is not tried. */
export function whyNot({ policy, mode }: Situation, candidate: Candidate): PassedOver {
  const { id, place, state, speaks, because } = candidate;
  if (isWalled(policy, place)) {
    return { id, state: 'walled', because: { key: `route.walled.${policy}` } };
  }
  const { unasked } = candidate;
  if (unasked) return { id, state: 'walled', because: { key: `route.unasked.${unasked}` } };
  if (isLeftOut(mode, place)) return { id, state, because: { key: `route.leftOut.${mode}` } };
  if (!speaks) return { id, state, because: { key: 'route.language' } };
  return { id, state, because: because ?? { key: `route.state.${state}` } };
}

/** Why nothing can do the job. */
export function whyNone({ job }: Situation, passedOver: readonly PassedOver[]): Sentence {
  const walled = passedOver.length > 0 && passedOver.every(({ state }) => state === 'walled');
  return { key: walled ? 'route.noneAllowed' : `route.none.${job}` };
}
