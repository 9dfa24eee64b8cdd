import type { Clock } from '../clock.ts';
import type { UpstreamSettings } from '../settings/upstream-schema.ts';
import type { Ffmpeg } from '../sound/ffmpeg.ts';

/** What a provider is built from. */
export interface ProviderParts {
  readonly settings: UpstreamSettings;
  /** Headers with secrets, read from the environment; for the configured origin only. */
  readonly secretHeaders: Readonly<Record<string, string>>;
  /** Absolute paths of the mirror's folders: one folder of weights per model; the first wins. */
  readonly modelsDirs: readonly string[];
  /** Absolute path of the folder with one JSON per known model; see models/README.md. */
  readonly catalogDir: string;
  readonly ffmpeg: Ffmpeg;
  readonly clock: Clock;
  /** Told of every line of an upstream that is not in its dialect and was dropped. */
  readonly onMalformed: () => void;
}
