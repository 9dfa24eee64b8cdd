/** Where a person is in the app; read from the part of the address after `#`. */
export type Route =
  | { readonly name: 'home' }
  | { readonly name: 'lesson'; readonly id: string }
  | { readonly name: 'link'; readonly payload: string }
  | { readonly name: 'play' }
  | { readonly name: 'talk' }
  | { readonly name: 'progress' }
  | { readonly name: 'models' }
  | { readonly name: 'routes' }
  | { readonly name: 'settings' }
  | { readonly name: 'more' }
  | { readonly name: 'licences' };

/** The route of an address; anything unknown leads home, a link keeps its payload untouched. */
export function readRoute(hash: string): Route {
  const path = hash.replace(/^#?\/?/, '');
  const cut = path.indexOf('/');
  const head = cut < 0 ? path : path.slice(0, cut);
  const rest = cut < 0 ? '' : path.slice(cut + 1);
  switch (head) {
    case 'lesson':
      return /^[a-z0-9][a-z0-9-]{0,63}$/.test(rest)
        ? { name: 'lesson', id: rest }
        : { name: 'home' };
    case 'learn':
      return { name: 'link', payload: rest };
    case 'play':
    case 'talk':
    case 'progress':
    case 'models':
    case 'routes':
    case 'settings':
    case 'more':
    case 'licences':
      return { name: head };
    default:
      return { name: 'home' };
  }
}

/** The address of a route, `#` included. */
export function addressOf(route: Route): string {
  switch (route.name) {
    case 'home':
      return '#/';
    case 'lesson':
      return `#/lesson/${route.id}`;
    case 'link':
      return `#/learn/${route.payload}`;
    case 'play':
    case 'talk':
    case 'progress':
    case 'models':
    case 'routes':
    case 'settings':
    case 'more':
    case 'licences':
      return `#/${route.name}`;
  }
}
