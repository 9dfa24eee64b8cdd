import type { Settings } from '../contracts/settings.ts';
import type { PanelView } from '../patch-panel/panel-view.ts';
import type { Lessons } from './learn/lessons.ts';
import type { Listening } from './learn/listening.ts';
import type { ModelsOnDevice } from './models/model-groups.ts';
import type { Progress } from './progress/progress.ts';
import type { Voices } from './settings/voices.ts';
import type { Talk } from './talk/talk.ts';

/** Installing Parley as an app. Reactive. */
export interface InstallOffer {
  readonly byButton: boolean;
  /** Key under `install` of how the browser's own menu does it. */
  readonly byHand: string | null;
  /** Call it in the press. */
  install(): void;
}

/** A new version of the app. Reactive. */
export interface AppUpdate {
  readonly ready: boolean;
  /** Reloads into the new version. */
  apply(): void;
  dismiss(): void;
}

/**
 * Everything the screens ask of the app, room by room. Promises reject with a ParleyError that is
 * shown as it stands.
 */
export interface Services {
  readonly settings: Settings;
  readonly lessons: Lessons;
  readonly listening: Listening;
  readonly progress: Progress;
  readonly talk: Talk;
  readonly voices: Voices;
  /** Models on this device; null where this browser keeps nothing. */
  readonly models: () => Promise<ModelsOnDevice | null>;
  /** Who does which job, and why; probing begins when it is first asked for. */
  readonly panel: () => Promise<PanelView>;
  readonly install: InstallOffer;
  readonly update: AppUpdate;
}
