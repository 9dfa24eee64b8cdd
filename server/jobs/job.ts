/** What an upstream can be asked to do. */
export const JOBS = ['chat', 'transcribe', 'speak', 'embed'] as const;
export type Job = (typeof JOBS)[number];
