import type { Place } from '../../contracts/route.ts';
import type { JobView, TargetView } from '../../patch-panel/panel-view.ts';

/** From near to far: the columns of a wide patch panel. */
const PLACES: readonly Place[] = ['device', 'home', 'school', 'cloud'];

/** A target of a job as a socket shows it. */
export interface Socket {
  readonly target: TargetView;
  /** From 1, in the order in which they are tried; 0 for what is not tried. */
  readonly rank: number;
  readonly used: boolean;
  /** Whether a person may plug the cable in here. */
  readonly open: boolean;
}

/** What only failed to answer may be chosen by hand: it will be asked when it is back. */
const mayBeChosen = ({ tried, state }: TargetView) => tried || state === 'down';
const placeOf = ({ place }: TargetView) => place;

/**
 * The sockets of a job in the order in which they are tried, and the rest. What cannot be used is a
 * socket only where its place would otherwise be empty: a list of thirty models that are not on
 * this device is no help in finding the one that works.
 */
export function socketsOf(job: JobView): {
  readonly sockets: readonly Socket[];
  readonly rest: readonly TargetView[];
} {
  const sockets: Socket[] = [];
  const rest: TargetView[] = [];
  let tried = 0;
  const working = new Set(job.targets.filter(mayBeChosen).map(placeOf));
  const shown = new Set<Place>();
  for (const target of job.targets) {
    const used = target.id === job.current;
    const open = mayBeChosen(target);
    const fills = !working.has(target.place) && !shown.has(target.place);
    if (!used && !open && !fills) {
      rest.push(target);
      continue;
    }
    shown.add(target.place);
    const rank = target.tried ? ++tried : 0;
    sockets.push({ target, rank, used, open });
  }
  return { sockets, rest };
}

/** The places that any job has a socket in, near ones first. */
export function columnsOf(jobs: readonly (readonly Socket[])[]): readonly Place[] {
  const used = new Set(jobs.flat().map(({ target }) => target.place));
  return PLACES.filter((place) => used.has(place));
}

/** Column by column, what is in use at the top of its own: the order the eye takes on a wide page. */
export function byColumn(sockets: readonly Socket[], columns: readonly Place[]): readonly Socket[] {
  const column = ({ target }: Socket) => columns.indexOf(target.place);
  return [...sockets].sort((a, b) => column(a) - column(b) || Number(b.used) - Number(a.used));
}
