import type { IconName } from './parts/icon-name.ts';
import type { Route } from './route.ts';

/** A room of the app in the navigation; rooms that do not work yet are not in the list. */
export interface Room {
  readonly name: Exclude<Route['name'], 'lesson' | 'link'>;
  readonly icon: IconName;
  /** Key of its name in the catalogs. */
  readonly label: string;
  readonly group: 'learner' | 'device';
}
