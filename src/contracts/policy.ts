/**
 * How far what a learner says may go, from narrow to wide: each policy allows everything that the one
 * before it allows, and more.
 */
export const POLICIES = ['device-only', 'school-network', 'cloud-allowed'] as const;
