import type { Settings } from '../contracts/settings.ts';
import { deviceMemoryGb, isPhone } from '../device/surroundings.ts';
import type { Lessons } from '../ui/learn/lessons.ts';
import type { ListeningOffer } from './listening-offer.svelte.ts';
import type { Stage } from './stage.ts';

export interface LoadAheadParts {
  readonly lessons: Pick<Lessons, 'savedRuns' | 'samples'>;
  readonly settings: Pick<Settings, 'answerBy'>;
  readonly stage: () => Promise<Stage>;
  readonly listening: Pick<ListeningOffer, 'use' | 'state' | 'inUse'>;
  readonly device: Navigator;
  /** Settles when the browser has nothing else to do. */
  readonly idle: () => Promise<void>;
}

/** With less, what is loaded before anybody asks would push something out. */
const MEMORY_GB = 4;

/** Browsers that tell nothing: phones are taken for small ones. */
const hasRoom = (device: Navigator) =>
  (deviceMemoryGb(device) ?? (isPhone(device) ? 0 : MEMORY_GB)) >= MEMORY_GB;

/**
 * Loads what the next lesson will probably need and this device has: first its voice, then what
 * understands and notices answers to it. One after the other, so that less is in memory at a time, and nothing
 * at all on a small device. Settles in any case; a failure shows when a lesson begins.
 */
export async function loadAhead(parts: LoadAheadParts): Promise<void> {
  const { lessons, settings, stage, listening, device, idle } = parts;
  try {
    await idle();
    const ready = await stage();
    await idle();
    await ready.warmUp();
    const [left] = await lessons.savedRuns();
    const language = left?.lesson.language ?? (await lessons.samples())[0]?.language;
    if (language === undefined || !hasRoom(device)) return;
    await idle();
    await ready.prepareVoice(language);
    if (settings.answerBy !== 'voice') return;
    await idle();
    // Somebody has opened a lesson meanwhile, in whatever language.
    if (listening.inUse) return;
    await listening.use(language);
    if (listening.state === 'ready') ready.warmVoiceDetection();
  } catch {
    // Nothing is lost: it is loaded when it is needed.
  }
}
