import type { ModelEntry } from '../contracts/catalog.ts';
import type { EngineSetup, SpeedFigures } from '../contracts/route.ts';
import type { DeviceProfile } from './device-profile.ts';
import { predictChat } from './predict-chat.ts';
import { predictEmbed } from './predict-embed.ts';
import { predictSpeak } from './predict-speak.ts';
import { predictTranscribe } from './predict-transcribe.ts';

/** How fast a model would be here, without fetching it; null where nobody can say. */
export function predict(
  entry: ModelEntry,
  setup: Omit<EngineSetup, 'modelId'>,
  profile: DeviceProfile,
): SpeedFigures | null {
  switch (entry.job) {
    case 'chat':
      return predictChat(entry, setup, profile);
    case 'transcribe':
      return predictTranscribe(entry, setup, profile);
    case 'speak':
      return predictSpeak(entry, setup, profile);
    case 'embed':
      return predictEmbed(entry, setup, profile);
    case 'vad':
    case 'end-of-turn':
      return null;
  }
}
