import { primaryLanguage } from '../base/primary-language.ts';
import * as v from 'valibot';
import { POLICIES } from '../contracts/policy.ts';
import type { Place, RouteMode } from '../contracts/route.ts';

/** Interface languages that have a catalog in src/messages. */
const locales = ['en', 'es'] as const;
export type Locale = (typeof locales)[number];

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

/** Every setting with its default; a stored value that does not fit falls back to it by itself. */
export const settingsSchema = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  locale: v.fallback(v.picklist(locales), 'en'),
  stillLine: v.fallback(v.boolean(), false),
  captions: v.fallback(v.boolean(), true),
  rate: v.fallback(v.pipe(v.number(), v.minValue(0.6), v.maxValue(1.5)), 1),
  patience: v.fallback(v.picklist(['short', 'normal', 'long']), 'normal'),
  answerBy: v.fallback(v.picklist(['voice', 'keyboard']), 'voice'),
  microphoneMode: v.fallback(v.picklist(['hands-free', 'tap', 'push']), 'hands-free'),
  /** WCAG 2.1.4: keys of one letter can be switched off. */
  letterKeys: v.fallback(v.boolean(), true),
  talkPolicy: v.fallback(v.picklist(POLICIES), 'device-only'),
  voice: v.fallback(v.record(v.string(), v.string()), {}),
  routeMode: v.fallback(v.picklist(routeModes), 'auto'),
  /** A target chosen by hand, by job. */
  routeOverrides: v.fallback(v.partial(v.object(targetByJob)), {}),
  /** Origin of another companion than the one that served the app. */
  companionAddress: v.fallback(v.nullable(v.string()), null),
  companionKey: v.fallback(v.nullable(v.string()), null),
  /** What the learner said of those who asked for their words, by origin. */
  mayLeave: v.fallback(v.record(v.string(), leaveAnswer), {}),
});

export type SettingValues = v.InferOutput<typeof settingsSchema>;

/** The interface language for the languages a browser asks for; English when none is known. */
export function chooseLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const primary = primaryLanguage(tag);
    const found = locales.find((locale) => locale === primary);
    if (found) return found;
  }
  return 'en';
}
