import type { IconName } from './parts/icon-name.ts';
import rooms from './rooms.json' with { type: 'json' };
import type { PlainPlace } from './route.ts';

/**
 * A room of the app in the navigation; rooms that do not work yet are not in the list. On a phone
 * the learner's rooms stand in the bar, the device's under More.
 */
export interface Room {
  readonly name: PlainPlace;
  readonly icon: IconName;
  /** Key of its name in the catalogs. */
  readonly label: string;
  readonly group: 'learner' | 'device';
}

/** In the order of the navigation. */
export const ROOMS = rooms as readonly Room[];
