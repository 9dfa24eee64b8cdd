import type { Job, Place } from '../../contracts/route.ts';
import type { Lesson } from '../../contracts/lesson.ts';
import type { JobView, PanelView, TargetView } from '../../patch-panel/panel-view.ts';
import type { EarsAway } from '../../patch-panel/switchboard.ts';
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

/** Somebody who understands the learner in place of this device. */
export interface HeardElsewhere {
  readonly name: string;
  /** The learner has not said yet whether their voice may go there, and will be asked. */
  readonly asks: boolean;
}

/** Who would understand the learner in a lesson that begins now; null for this device, or nobody. */
export async function heardElsewhere(
  panel: Pick<PanelView, 'jobsFor' | 'toAsk'>,
  { policy = 'device-only', language }: Pick<Lesson, 'policy' | 'language'>,
  ears?: EarsAway,
): Promise<HeardElsewhere | null> {
  const open =
    policy === 'device-only' ? null : (await panel.toAsk(policy, language, ['transcribe']))[0];
  if (open) return { name: open.name, asks: true };
  const view = panel.jobsFor(policy, language, true, ears).find(({ job }) => job === 'transcribe');
  const by = view?.targets.find(({ id }) => id === view.current);
  return by && by.place !== 'device' ? { name: by.name, asks: false } : null;
}
