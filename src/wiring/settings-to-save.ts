import type { LearnerSettings } from '../settings/learner-settings.svelte.ts';

/** Who may hear what is no matter of a file that somebody else may have made. */
export const CHOSEN_HERE: readonly string[] = [
  'companionAddress',
  'companionKey',
  'mayLeave',
  'talkPolicy',
];

/** The settings as they stand in a file: without keys, addresses and what the learner allowed. */
export function settingsToSave(settings: LearnerSettings): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings.all()).filter(([name]) => !CHOSEN_HERE.includes(name)),
  );
}
