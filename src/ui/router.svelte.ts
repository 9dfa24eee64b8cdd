import { addressOf, hashOf, readRoute, type Route } from './route.ts';

/** The route on the screen, kept in the address so that reload, back and bookmarks work. */
export class Router {
  #route = $state.raw<Route>({ name: 'home' });
  #moved = false;
  readonly #window: Window;

  constructor(page: Window) {
    this.#window = page;
    const hash = hashOf(page.location, import.meta.env.BASE_URL);
    if (hash !== null && hash !== page.location.hash) {
      // As it was made: so it can be kept, shared and reloaded.
      page.history.replaceState(null, '', `${import.meta.env.BASE_URL}${hash}`);
    }
    this.#route = hash === null ? { name: 'unknown' } : readRoute(hash);
  }

  get route(): Route {
    return this.#route;
  }

  /** Follows the address until the returned function is called. */
  listen(): () => void {
    const follow = () => {
      this.#moved = true;
      this.#route = readRoute(this.#window.location.hash);
    };
    this.#window.addEventListener('hashchange', follow);
    return () => this.#window.removeEventListener('hashchange', follow);
  }

  go(route: Route): void {
    this.#window.location.hash = addressOf(route);
  }

  /** Goes there without leaving the present place in the history. */
  replace(route: Route): void {
    this.#window.history.replaceState(null, '', addressOf(route));
    this.#moved = true;
    this.#route = route;
  }

  /**
   * For the heading of a screen (`{@attach router.arrive}`): after a move it takes the focus and
   * the page begins at its top; on the first load the browser's own order stays.
   */
  readonly arrive = (heading: HTMLElement): void => {
    if (!this.#moved) return;
    this.#window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  };
}
