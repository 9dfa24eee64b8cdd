import * as v from 'valibot';
import { POLICIES } from './policy.ts';
import type { Place, RouteMode } from './route.ts';

const routeModes = [
  'auto',
  'onDeviceOnly',
  'onDevicePreferred',
  'serverPreferred',
  'serverOnly',
] as const satisfies readonly RouteMode[];
const targetByJob = {
  chat: v.string(),
  transcribe: v.string(),
  speak: v.string(),
  embed: v.string(),
};

const leaveAnswer = v.object({
  may: v.boolean(),
  name: v.string(),
  place: v.picklist(['device', 'home', 'school', 'cloud'] as const satisfies readonly Place[]),
});

/**
 * The learner's choices, each with its default: the one place where they are named. A stored value
 * that does not fit falls back by itself.
 */
export const settingsSchema = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  /** Interface languages that have a catalog in src/messages. */
  locale: v.fallback(v.picklist(['en', 'es']), 'en'),
  /** The voice line stands still and only its height follows the sound. */
  stillLine: v.fallback(v.boolean(), false),
  captions: v.fallback(v.boolean(), true),
  /** Pace of the tutor's voice, where 1 is the voice's own. */
  rate: v.fallback(v.pipe(v.number(), v.minValue(0.6), v.maxValue(1.5)), 1),
  patience: v.fallback(v.picklist(['short', 'normal', 'long']), 'normal'),
  answerBy: v.fallback(v.picklist(['voice', 'keyboard']), 'voice'),
  microphoneMode: v.fallback(v.picklist(['hands-free', 'tap', 'push']), 'hands-free'),
  /**
   * Single letters and numbers are keys in a lesson (WCAG 2.1.4); off for people who dictate to the
   * computer.
   */
  letterKeys: v.fallback(v.boolean(), true),
  /** Where a free conversation may be answered. */
  talkPolicy: v.fallback(v.picklist(POLICIES), 'device-only'),
  /** Voice id by primary language subtag; the best voice where there is none. */
  voice: v.fallback(v.record(v.string(), v.string()), {}),
  routeMode: v.fallback(v.picklist(routeModes), 'auto'),
  /** A target chosen by hand, by job. */
  routeOverrides: v.fallback(v.partial(v.object(targetByJob)), {}),
  /** Origin of another companion than the one that served the app. */
  companionAddress: v.fallback(v.nullable(v.string()), null),
  /** Sent to that companion alone; null where it wants none. */
  companionKey: v.fallback(v.nullable(v.string()), null),
  /** What the learner said of those who asked for their words, by origin. */
  mayLeave: v.fallback(v.record(v.string(), leaveAnswer), {}),
});

/** Screens read and assign the fields; whoever owns them keeps them. */
export type Settings = v.InferOutput<typeof settingsSchema>;
export type Locale = Settings['locale'];
export type Theme = Settings['theme'];
