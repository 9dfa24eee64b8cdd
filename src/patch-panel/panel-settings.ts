import type { LeaveAnswer } from './leave-answers.ts';
import type { PanelChoices } from './switchboard.ts';

/** The settings that the panel reads and writes. */
export interface PanelSettings {
  routeMode: PanelChoices['routeMode'];
  routeOverrides: PanelChoices['routeOverrides'];
  /** Origin of another companion; null for the one that served the app. */
  companionAddress: string | null;
  /** What the learner said of those who asked for their words, by origin. */
  mayLeave?: Readonly<Record<string, LeaveAnswer>>;
  /** Sent to that companion alone; null where it wants none. */
  companionKey: string | null;
}
