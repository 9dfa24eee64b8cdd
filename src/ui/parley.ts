import { createContext } from 'svelte';
import type { Locale } from '../contracts/settings.ts';
import type { Translate } from '../messages/translate.ts';
import type { LessonDesk } from './learn/lesson-desk.svelte.ts';
import type { Router } from './router.svelte.ts';
import type { Services } from './services.ts';

/** What every screen and part may reach, from the context that App sets. */
export interface Parley extends Services {
  readonly router: Router;
  readonly desk: LessonDesk;
  /** A message in the learner's language; reactive. */
  readonly t: Translate;
  /** The interface language; reactive. */
  readonly locale: () => Locale;
}

const [get, set] = createContext<Parley>();

/** The context of the app; call it while a component is set up. */
export const useParley = get;
/** Hands the context down; App does it once. */
export const provideParley = set;
