import type { Clock } from '../clock.ts';
import type { Router } from '../routing/router.ts';
import type { Settings } from '../settings/settings-schema.ts';
import type { Ffmpeg } from '../sound/ffmpeg.ts';

/** What the routes of the API work with. */
export interface ApiServices {
  /** The settings in force now; they may be others at the next call. */
  readonly settings: () => Settings;
  readonly router: Router;
  readonly clock: Clock;
  readonly ffmpeg: Ffmpeg;
}
