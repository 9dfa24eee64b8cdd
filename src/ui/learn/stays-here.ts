import type { LearnerSettings } from '../services.ts';

/** Whether nothing a learner says can leave this device: they allowed it nowhere. */
export const staysHere = ({ talkPolicy, mayLeave }: LearnerSettings): boolean =>
  talkPolicy === 'device-only' && !Object.values(mayLeave).some(({ may }) => may);
