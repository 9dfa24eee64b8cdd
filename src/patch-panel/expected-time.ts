import type { Job, Place, SpeedFigures } from '../contracts/route.ts';
import type { Candidate, Situation } from './candidate.ts';
import figures from './route-figures.json' with { type: 'json' };

/** What is assumed of a target about which nothing is known yet. */
function prior(job: Job, place: Place): SpeedFigures {
  const firstMs = figures.priors[job][place];
  if (job !== 'chat') return { firstMs };
  return { firstMs, tokensPerSecond: figures.priorTokensPerSecond[place] };
}

/** Speed of a target: measurement wins over prediction, prediction over assumption. */
function speedOf(candidate: Candidate, job: Job): SpeedFigures {
  const known = candidate.measured ?? candidate.predicted ?? prior(job, candidate.place);
  // What has become slow is judged by how it is now, not by its average.
  return candidate.drift ? { ...known, tokensPerSecond: candidate.drift.now } : known;
}

/** Time until a target is in memory and can begin, ms. */
function loadingMs({ place, state, loaded }: Candidate): number {
  if (state === 'asleep') return figures.loadMs.asleep;
  if (loaded) return 0;
  return place === 'device' ? figures.loadMs.device : figures.loadMs.companion;
}

type Facts = Pick<Situation, 'job' | 'batteryLow' | 'saveData'>;

/**
 * Time until the learner can hear something of this target's work, ms: the first token and as many
 * as a first spoken piece needs, loading included. A low battery makes work on this device dearer,
 * a wish to save data makes sound over the network dearer.
 */
export function expectedMs(candidate: Candidate, { job, batteryLow, saveData }: Facts): number {
  const { firstMs, tokensPerSecond } = speedOf(candidate, job);
  const piece =
    job === 'chat' && tokensPerSecond ? (figures.firstPieceTokens / tokensPerSecond) * 1000 : 0;
  const near = candidate.place === 'device';
  const sound = job === 'transcribe' || job === 'speak';
  const dearer =
    (near && batteryLow ? figures.batteryFactor : 1) *
    (!near && sound && saveData ? figures.saveDataFactor : 1) *
    (candidate.busy ? 2 : 1);
  return Math.round((firstMs + piece) * dearer + loadingMs(candidate));
}
