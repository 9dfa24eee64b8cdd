/** Their names are their addresses. */
const NAMED = [
  'play',
  'talk',
  'progress',
  'models',
  'routes',
  'settings',
  'more',
  'licences',
] as const;

/** A place that its name says all about. */
export type PlainPlace = 'home' | (typeof NAMED)[number];

/** Where a person is in the app; read from the part of the address after `#`. */
export type Route =
  | { [N in PlainPlace]: { readonly name: N } }[PlainPlace]
  | { readonly name: 'lesson'; readonly id: string }
  | { readonly name: 'link'; readonly payload: string }
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
  if (head === 'learn') return { name: 'link', payload: rest };
  if (head === 'lesson' && /^[a-z0-9][a-z0-9-]{0,63}$/.test(rest)) {
    return { name: 'lesson', id: rest };
  }
  return { name: NAMED.find((name) => name === head) ?? 'unknown' };
}

/** The address of a route, `#` included. */
export function addressOf(route: Route | PlainPlace): string {
  if (typeof route === 'string') return addressOf({ name: route });
  if (route.name === 'lesson') return `#/lesson/${route.id}`;
  if (route.name === 'link') return `#/learn/${route.payload}`;
  return route.name === 'home' || route.name === 'unknown' ? '#/' : `#/${route.name}`;
}

/** The page is in a lesson: nothing may take it away, or the learner's ears. */
export const inLesson = (): boolean => readRoute(location.hash).name === 'play';
