import { ParleyError } from '../../../base/parley-error.ts';

/** The voice does not sound like speech on this device. */
export function voiceUnfit(name: string, reason: string): ParleyError {
  return new ParleyError(
    'voice-unfit',
    `${name} does not sound right on this device, so it is not used.`,
    'Another voice speaks; choose one in the settings.',
    { params: { name }, cause: new Error(reason) },
  );
}

/** The voice takes longer to make a sentence than the sentence lasts. */
export function voiceTooSlow(name: string): ParleyError {
  return new ParleyError(
    'voice-too-slow',
    `${name} is too slow for a conversation on this device, so it is not used.`,
    'Another voice speaks; choose one in the settings.',
    { params: { name } },
  );
}
