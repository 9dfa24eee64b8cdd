import type { IncomingHttpHeaders } from 'node:http';

/** What the Origin of a request allows. */
export type OriginVerdict =
  /** Not from a page, or from our own. */
  | { readonly kind: 'own' }
  /** A page elsewhere that the settings name. */
  | { readonly kind: 'named'; readonly origin: string }
  | { readonly kind: 'foreign' };

const own: OriginVerdict = { kind: 'own' };
const foreign: OriginVerdict = { kind: 'foreign' };

/**
 * Whether a page may call us. A page of another site must not reach a companion on its visitor's
 * machine, with or without CORS: the call itself would already cost something.
 */
export function checkOrigin(
  headers: IncomingHttpHeaders,
  origins: readonly string[],
): OriginVerdict {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (origin === undefined) {
    return site === undefined || site === 'same-origin' || site === 'none' ? own : foreign;
  }
  if (origins.includes(origin.toLowerCase())) return { kind: 'named', origin };
  // Browsers say it themselves where they can; the name is compared for those that do not.
  if (site === 'same-origin') return own;
  const same = URL.canParse(origin) && new URL(origin).host === (host ?? '').toLowerCase();
  return same && site === undefined ? own : foreign;
}
