import type { Component } from 'svelte';
import type { Lesson } from '../contracts/lesson.ts';
import HomeScreen from './learn/HomeScreen.svelte';
import UnknownScreen from './learn/UnknownScreen.svelte';
import NoModels from './models/NoModels.svelte';
import MoreScreen from './more/MoreScreen.svelte';
import type { Parley } from './parley.ts';
import type { Room } from './room.ts';
import type { Route } from './route.ts';

type Given = Record<string, unknown>;

/** A component, and what it is given beside the context. */
interface Shown {
  readonly Screen: Component<Given>;
  readonly given: Given;
}

interface Row<R> {
  /** The room that is marked in the navigation. */
  readonly room: Room['name'];
  /** Key of the page's title; absent where the screen names the page itself. */
  readonly title?: string;
  /** What the screen needs is asked for while it is fetched. */
  open(app: Parley, route: R): Shown | Promise<Shown>;
}

/** One row per screen. A lesson that is played has the page to itself, so it is none of them. */
type Screens = {
  readonly [N in Exclude<Route['name'], 'play'>]: Row<Extract<Route, { readonly name: N }>>;
};

const show = <P extends Given>(Screen: Component<P>, given: P): Shown => ({
  Screen: Screen as Component<Given>,
  given,
});

async function fetched<P extends Given>(
  module: Promise<{ readonly default: Component<P> }>,
  given: P | Promise<P>,
): Promise<Shown> {
  const [{ default: Screen }, own] = await Promise.all([module, given]);
  return show(Screen, own);
}

const preview = (open: () => Promise<Lesson>) =>
  fetched(import('./learn/PreviewScreen.svelte'), { open });

const screens: Screens = {
  home: { room: 'home', title: 'app.promise', open: () => show(HomeScreen, {}) },
  unknown: { room: 'home', title: 'unknown.title', open: () => show(UnknownScreen, {}) },
  lesson: { room: 'home', open: ({ desk }, { id }) => preview(() => desk.find(id)) },
  link: {
    room: 'home',
    open: ({ lessons }, { payload }) => preview(() => lessons.openLink(payload)),
  },
  talk: {
    room: 'talk',
    title: 'talk.title',
    open: () => fetched(import('./talk/TalkScreen.svelte'), {}),
  },
  progress: {
    room: 'progress',
    title: 'rooms.progress',
    open: () => fetched(import('./progress/ProgressScreen.svelte'), {}),
  },
  models: {
    room: 'models',
    title: 'models.title',
    async open({ models, listening: { needsHttps } }) {
      const fetching = import('./models/ModelsScreen.svelte');
      const [{ default: ModelsScreen }, here] = await Promise.all([fetching, models()]);
      return here ? show(ModelsScreen, { ...here, needsHttps }) : show(NoModels, {});
    },
  },
  routes: {
    room: 'routes',
    title: 'routes.title',
    open: (app) =>
      fetched(
        import('./routes/RoutesScreen.svelte'),
        app.panel().then((panel) => ({ panel })),
      ),
  },
  settings: {
    room: 'settings',
    title: 'settings.title',
    open: () => fetched(import('./settings/SettingsScreen.svelte'), {}),
  },
  more: { room: 'more', title: 'rooms.more', open: () => show(MoreScreen, {}) },
  licences: {
    room: 'settings',
    title: 'licences.title',
    open: () => fetched(import('./settings/LicencesScreen.svelte'), {}),
  },
};

/** The screen of a route. */
export const screenOf = (route: Exclude<Route, { readonly name: 'play' }>): Row<Route> =>
  screens[route.name];
