import type { Settings } from '../../contracts/settings.ts';

/** Whether nothing a learner says can leave this device: they allowed it nowhere. */
export const staysHere = ({
  talkPolicy,
  mayLeave,
}: Pick<Settings, 'talkPolicy' | 'mayLeave'>): boolean =>
  talkPolicy === 'device-only' && !Object.values(mayLeave).some(({ may }) => may);
