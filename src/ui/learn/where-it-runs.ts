import type { Job, Place } from '../../contracts/route.ts';
import type { JobView, TargetView } from '../../patch-panel/panel-view.ts';
import type { AnswerBy } from '../../player/player-view.ts';

const FROM_NEAR_TO_FAR: readonly Place[] = ['device', 'home', 'school', 'cloud'];

/** Where a lesson will run. */
export interface WhereItRuns {
  /** The jobs of the lesson, in the order of a turn. */
  readonly jobs: readonly JobView[];
  /** Those that somebody else than this device will do. */
  readonly away: readonly { readonly job: Job; readonly name: string }[];
  readonly farthest: Place;
}

/** Where the jobs of a lesson will be done; listening is none where one types. */
export function whereItRuns(views: readonly JobView[], answerBy: AnswerBy): WhereItRuns {
  const turn: readonly Job[] =
    answerBy === 'voice' ? ['transcribe', 'chat', 'speak'] : ['chat', 'speak'];
  const jobs = turn.flatMap((job) => views.filter((view) => view.job === job));
  const away = jobs.flatMap((view) => {
    const by = view.targets.find(({ id }) => id === view.current);
    return by && by.place !== 'device' ? [{ job: view.job, by }] : [];
  });
  return {
    jobs,
    away: away.map(({ job, by }) => ({ job, name: by.name })),
    farthest: away.reduce<Place>((far, { by }) => further(far, by), 'device'),
  };
}

const further = (far: Place, { place }: TargetView): Place =>
  FROM_NEAR_TO_FAR.indexOf(place) > FROM_NEAR_TO_FAR.indexOf(far) ? place : far;
