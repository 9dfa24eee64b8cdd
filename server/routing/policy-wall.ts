import type { Policy } from '../../src/contracts/lesson.ts';
import type { Privacy } from '../settings/upstream-schema.ts';

/**
 * Whether a request under this policy may reach an upstream of this class. The one place that
 * decides it: `device-only` means the learner's own device, which this machine is only for somebody
 * who sits at it; a cloud is for `cloud-allowed` alone.
 */
export function policyAllows(policy: Policy, privacy: Privacy, onThisMachine: boolean): boolean {
  switch (policy) {
    case 'device-only':
      return privacy === 'device' && onThisMachine;
    case 'school-network':
      return privacy !== 'cloud';
    case 'cloud-allowed':
      return true;
  }
}
