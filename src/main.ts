import { mount } from 'svelte';
import { ParleyError } from './base/parley-error.ts';
import { LearnerHistory } from './progress/learner-history.ts';
import { LearnerSettings } from './settings/learner-settings.svelte.ts';
import { openDatabase, type ParleyDatabase } from './storage/database.ts';
import App from './ui/App.svelte';
import { Language } from './ui/language.svelte.ts';
import { createServices } from './wiring/app-services.ts';
import { AppUpdate } from './wiring/app-update.svelte.ts';
import { LessonShelf } from './wiring/lesson-shelf.ts';
import { ListeningOffer } from './wiring/listening-offer.svelte.ts';
import { PageSound } from './wiring/page-sound.ts';

/** The database, or null and the reason why this browser keeps nothing. */
async function openStorage(): Promise<[ParleyDatabase | null, ParleyError | null]> {
  try {
    return [await openDatabase({ onSuperseded: () => location.reload() }), null];
  } catch (error) {
    return [null, error instanceof ParleyError ? error : null];
  }
}

const fetchFile: typeof fetch = (input, init) => fetch(input, init);
const [database, storageProblem] = await openStorage();
const settings = await LearnerSettings.open(database, navigator.languages);
const history = new LearnerHistory(database, () => Date.now());
const language = new Language();
const update = new AppUpdate();
const sound = new PageSound();
// Engines and their weights are no part of the first screen.
const listening = new ListeningOffer(
  () => import('./wiring/listening-parts.ts'),
  () => language.t,
);
const stage = sound.once(async (audio) => {
  const { createStage } = await import('./wiring/stage.ts');
  const translate = () => language.t;
  return createStage({ audio, settings, listening, history, translate });
});
const services = createServices({
  settings,
  listening,
  update,
  shelf: new LessonShelf(fetchFile, history),
  history,
  stage,
  wakeSound: () => sound.wake(),
  storage: navigator.storage,
});

mount(App, {
  target: document.querySelector('#app') ?? document.body,
  props: { services, language, problem: storageProblem },
});
// The shell comes first; what makes it work offline can wait until the page is quiet.
void update.register(navigator.serviceWorker);
