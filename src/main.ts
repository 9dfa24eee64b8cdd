import { mount } from 'svelte';
import { ParleyError } from './base/parley-error.ts';
import { LearnerHistory } from './progress/learner-history.ts';
import { LearnerSettings } from './settings/learner-settings.svelte.ts';
import { openDatabase } from './storage/database.ts';
import type { ParleyDatabase } from './storage/migration.ts';
import App from './ui/App.svelte';
import { Language } from './ui/language.svelte.ts';
import { createServices } from './wiring/app-services.ts';
import { AppUpdate } from './wiring/app-update.svelte.ts';
import { LessonShelf } from './wiring/lesson-shelf.ts';
import { ListeningOffer } from './wiring/listening-offer.svelte.ts';
import { once } from './wiring/once.ts';
import type { OpenedPanel } from './wiring/panel-parts.ts';
import { PageSound } from './wiring/page-sound.ts';

/** The page is on the screen by then, and nobody has pressed anything yet. */
const QUIET_MS = 300;

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
/** Models on this device; null where this browser keeps nothing. */
const models = once(async () => {
  if (!database) return null;
  const [{ openModelShelf }, { keepEnginesOf }] = await Promise.all([
    import('./wiring/model-shelf.ts'),
    import('./wiring/keep-engines.ts'),
  ]);
  const shelf = await openModelShelf(database, navigator.languages);
  keepEnginesOf(shelf.store, (engine) => update.keepEngine(engine));
  return shelf;
});
/** Who does which job: every engine of this device and of the companion. */
const panel: () => Promise<OpenedPanel> = once(async () => {
  const { openPanel } = await import('./wiring/panel-parts.ts');
  const translate = () => language.t;
  return openPanel({ database, settings, models, listening, translate });
});
// Engines and their weights are no part of the first screen.
const listening = new ListeningOffer(
  async () => {
    const [{ systemTranscriber }, shelf, { transcriberOf }] = await Promise.all([
      import('./wiring/system-hearing.ts'),
      models(),
      panel(),
    ]);
    return { shelf, systemTranscriber, createTranscriber: ({ id }) => transcriberOf(id) };
  },
  () => update.keepEngine('onnx'),
);
const stage = once(async () => {
  const [{ createStage }, opened] = await Promise.all([import('./wiring/stage.ts'), panel()]);
  const translate = () => language.t;
  return createStage({ audio: sound.audio, settings, panel: opened.panel, history, translate });
});
const services = createServices({
  settings,
  listening,
  update,
  shelf: new LessonShelf(fetchFile, history),
  history,
  stage,
  models,
  panel: async () => (await panel()).panel,
  wakeSound: () => sound.wake(),
  storage: navigator.storage,
});

mount(App, {
  target: document.querySelector('#app') ?? document.body,
  props: { services, language, problem: storageProblem },
});
// The shell comes first; what makes it work offline, and speak at once, can wait until it is quiet.
await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
await update.register(navigator.serviceWorker);
// A failure shows when somebody is to speak.
await stage()
  .then((ready) => ready.warmUp())
  .catch(() => {});
