import { QUALITIES, type Candidate, type Quality, type Situation } from './candidate.ts';
import { expectedMs } from './expected-time.ts';
import figures from './route-figures.json' with { type: 'json' };

/** The groups in which targets are tried, one after the other; within one the fastest comes first. */
const GROUP = { chosen: 0, wanted: 1, secondChoice: 4, failedLately: 7 } as const;
/** Added to `wanted` and `secondChoice`. */
const BUT = { nothing: 0, small: 1, cold: 2 } as const;

/** A target that may be asked, and what decides its place in the order. */
export interface Ranked {
  readonly candidate: Candidate;
  readonly expectedMs: number;
  /** Its quality is what the task asks for, or better. */
  readonly meetsFloor: boolean;
  /** The mode would rather have the other side do it. */
  readonly secondChoice: boolean;
  readonly group: number;
  /** The group it would be in, had it not failed a moment ago. */
  readonly usualGroup: number;
}

const height = (quality: Quality) => QUALITIES.indexOf(quality);

/** The least quality that a job or task asks for. */
function floorOf({ job, task }: Pick<Situation, 'job' | 'task'>): Quality {
  return figures.floors[job === 'chat' ? task : job] as Quality;
}

/**
 * A model that this device would first have to load: the conversation goes on with what is ready,
 * and the model takes over once it was loaded beside it. Work that nobody waits for in the middle of
 * a sentence is worth the wait.
 */
function isCold({ job, task }: Situation, { place, loaded }: Candidate): boolean {
  const patient = job === 'chat' && task !== 'quick' && task !== 'chat';
  return place === 'device' && !loaded && !patient;
}

/** Judges a target that may be asked. */
export function rank(situation: Situation, candidate: Candidate): Ranked {
  const { mode, override } = situation;
  const near = candidate.place === 'device';
  const secondChoice = mode === (near ? 'serverPreferred' : 'onDevicePreferred');
  const meetsFloor = height(candidate.quality) >= height(floorOf(situation));
  const but = isCold(situation, candidate) ? BUT.cold : meetsFloor ? BUT.nothing : BUT.small;
  const wanted = (secondChoice ? GROUP.secondChoice : GROUP.wanted) + but;
  const chosen = candidate.id === override ? GROUP.chosen : wanted;
  return {
    candidate,
    expectedMs: expectedMs(candidate, situation),
    meetsFloor,
    secondChoice,
    group: candidate.aside ? GROUP.failedLately : chosen,
    usualGroup: chosen,
  };
}

/** Below the floor what is better comes first, whatever it takes. Positive when `b` is better. */
function qualityGap(a: Ranked, b: Ranked): number {
  if (a.meetsFloor || b.meetsFloor) return 0;
  return height(b.candidate.quality) - height(a.candidate.quality);
}

/** Best first: group, then quality below the floor, then time; of two alike the nearer one. */
export function byRank(a: Ranked, b: Ranked): number {
  const nearer = Number(b.candidate.place === 'device') - Number(a.candidate.place === 'device');
  return a.group - b.group || qualityGap(a, b) || a.expectedMs - b.expectedMs || nearer;
}

/**
 * Whether what was in use stays in use although `best` ranks before it: they stand in one group,
 * and `best` is not clearly faster, or the last change is not long ago. One that keeps getting
 * slower has no such rest.
 */
export function keepsPlace({ current, nowMs }: Situation, used: Ranked, best: Ranked): boolean {
  if (!current || used.group !== best.group || qualityGap(used, best) !== 0) return false;
  const faster = best.expectedMs <= used.expectedMs * (1 - figures.switchGain);
  return !faster || (!used.candidate.drift && nowMs - current.sinceMs < figures.switchRestMs);
}
