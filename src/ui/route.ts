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
  | { readonly name: 'licences' }
  /** Nothing of ours has this address. */
  | { readonly name: 'unknown' };

/**
 * The part of an address after `#`, also where a mail filter wrote that as `%23` and so made a path of
 * it; null for a path that leads nowhere. `base`: where the app is served, with its last slash.
 */
export function hashOf({ pathname, hash }: Pick<Location, 'pathname' | 'hash'>, base = '/') {
  const path = pathname.startsWith(base) ? pathname.slice(base.length) : pathname;
  const escaped = /^\/?%23(.*)$/is.exec(path)?.[1];
  if (escaped !== undefined) return `#${escaped}`;
  return /^\/?(index\.html)?$/.test(path) ? hash : null;
}

/** The route of what stands after `#`; a link keeps its payload untouched. */
export function readRoute(hash: string): Route {
  const path = hash.replace(/^#?(\/|%2f)?/i, '').replace(/^learn%2f/i, 'learn/');
  if (path === '' || /^[?&]/.test(path)) return { name: 'home' };
  const cut = path.indexOf('/');
  const head = cut < 0 ? path : path.slice(0, cut);
  const rest = cut < 0 ? '' : path.slice(cut + 1);
  switch (head) {
    case 'lesson':
      return /^[a-z0-9][a-z0-9-]{0,63}$/.test(rest)
        ? { name: 'lesson', id: rest }
        : { name: 'unknown' };
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
      return { name: 'unknown' };
  }
}

/** The address of a route, `#` included. */
export function addressOf(route: Route): string {
  switch (route.name) {
    case 'home':
    case 'unknown':
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
