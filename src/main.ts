import { mount } from 'svelte';
import { whenIdle, whenPainted } from './base/moments.ts';
import { LearnerHistory } from './progress/learner-history.ts';
import { LearnerSettings } from './settings/learner-settings.svelte.ts';
import { openDatabase } from './storage/database.ts';
import { LiveDatabase } from './storage/live-database.ts';
import App from './ui/App.svelte';
import { Language } from './ui/language.svelte.ts';
import { inLesson } from './ui/route.ts';
import { createServices } from './wiring/app-services.ts';
import { askToPersist } from './wiring/ask-to-persist.ts';
import { AppUpdate } from './wiring/app-update.svelte.ts';
import { handOver, takeOver } from './wiring/hand-over.ts';
import { InstallOffer } from './wiring/install-offer.svelte.ts';
import { LessonShelf } from './wiring/lesson-shelf.ts';
import { keepEnginesOf, WASM_RUNTIME } from './wiring/keep-engines.ts';
import { ListeningOffer } from './wiring/listening-offer.svelte.ts';
import { loadAhead } from './wiring/load-ahead.ts';
import { once } from './wiring/once.ts';
import type { OpenedPanel } from './wiring/panel-parts.ts';
import { PageSound } from './wiring/page-sound.ts';

// For wrong-place.js beside the page, which speaks where nothing else of the app was found.
document.documentElement.dataset['parley'] = 'started';

/** The page is on the screen by then, and nobody has pressed anything yet. */
const QUIET_MS = 300;
/** Time in which what works without a network is kept before anything else is loaded ahead. */
const OFFLINE_MS = 10_000;

/**
 * Another tab has a newer version, and nothing can be kept here any more. Nobody is thrown out of a
 * lesson for that, and nothing that waits to be kept is thrown away.
 */
function reloadWhenFree(): void {
  const free = () => {
    if (!inLesson() && handOver(() => sessionStorage, history)) location.reload();
  };
  free();
  addEventListener('hashchange', free);
}

const install = new InstallOffer();
const fetchFile: typeof fetch = (input, init) => fetch(input, init);
const database = new LiveDatabase((events) => openDatabase(events), {
  onSuperseded: reloadWhenFree,
});
const history = new LearnerHistory(database, () => Date.now());
const settings = await LearnerSettings.open(database, navigator.languages);
await takeOver(() => sessionStorage, history, settings);
/** Why this browser keeps nothing now; null where it does. */
const storageProblem = await database.problem();
const language = new Language();
const update = new AppUpdate(undefined, () => void handOver(() => sessionStorage, history));
// Vite's word for a part of the page that did not come: after an update it may be gone for good.
window.addEventListener('vite:preloadError', (event) => {
  if (navigator.onLine && update.filesGone()) event.preventDefault();
});
const sound = new PageSound();
sound.wakeByAnyPress(window);
/** Models on this device; null where this browser keeps nothing. */
const models = once(async () => {
  await whenPainted();
  if (await database.problem()) return null;
  const { openModelShelf } = await import('./wiring/model-shelf.ts');
  const shelf = await openModelShelf(database, navigator.languages);
  keepEnginesOf(shelf, (urls) => update.keepEngine(urls));
  return shelf;
});
/** Who does which job: every engine of this device and of the companion. */
const panel: () => Promise<OpenedPanel> = once(async () => {
  await whenPainted();
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
    return {
      shelf,
      systemTranscriber,
      createTranscriber: ({ id }) => transcriberOf(id),
      warmVoiceDetection: () => void stage().then((ready) => ready.warmVoiceDetection()),
    };
  },
  () => update.keepEngine(WASM_RUNTIME),
);
const stage = once(async () => {
  const [{ createStage }, opened] = await Promise.all([import('./wiring/stage.ts'), panel()]);
  const translate = () => language.t;
  return createStage({
    audio: () => sound.audio,
    settings,
    panel: opened.panel,
    history,
    listening,
    translate,
    locks: navigator.locks,
    askToPersist: () => void askToPersist(navigator.storage),
  });
});
const services = createServices({
  settings,
  listening,
  update,
  install,
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
// A service worker that cannot be fetched whole is tried again next time; nobody waits for it.
const patience = new Promise((resolve) => setTimeout(resolve, OFFLINE_MS));
await Promise.race([update.register(navigator.serviceWorker), patience]);
await loadAhead({
  lessons: services.lessons,
  settings,
  stage,
  listening,
  device: navigator,
  idle: whenIdle,
});
