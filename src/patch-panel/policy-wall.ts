import type { Policy } from '../contracts/lesson.ts';
import type { Place, RouteMode } from '../contracts/route.ts';

/**
 * Whether a lesson's policy keeps work from going there. `device-only` reaches no network at all, so
 * every companion is walled, wherever it stands; `school-network` walls clouds. The one place of the
 * app that decides it.
 */
export function isWalled(policy: Policy, place: Place): boolean {
  switch (policy) {
    case 'device-only':
      return place !== 'device';
    case 'school-network':
      return place === 'cloud';
    case 'cloud-allowed':
      return false;
  }
}

/** Whether the learner's mode leaves a place out altogether; the other modes only put it later. */
export function isLeftOut(mode: RouteMode, place: Place): boolean {
  if (mode === 'onDeviceOnly') return place !== 'device';
  return mode === 'serverOnly' && place === 'device';
}

/**
 * How far an upstream of a companion is from the learner. Its own `device` is the companion's
 * machine, which is not this browser; what it does not say, or nobody knows, counts as a cloud.
 */
export function placeOfUpstream(privacy: unknown): Place {
  if (privacy === 'device' || privacy === 'home') return 'home';
  return privacy === 'school' ? 'school' : 'cloud';
}
