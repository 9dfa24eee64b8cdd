import * as v from 'valibot';
import { linkedAbort } from '../base/linked-abort.ts';
import { wait } from '../base/wait.ts';
import * as missing from './pairing-errors.ts';
import figures from './route-figures.json' with { type: 'json' };
import { routeReportSchema } from './route-report.ts';

/** The facts of a browser that decide whether another machine can be reached from this page. */
export interface PairingPage {
  readonly fetch: typeof fetch;
  /** Origin of the page. */
  readonly origin: string;
  readonly online: () => boolean;
  /** Chrome's permission to reach the local network; null where the browser has no such thing. */
  readonly localNetwork: () => Promise<PermissionState | null>;
  /** Calls back when the page's own security policy stopped a request; returns how to stop. */
  onWalled(walled: (address: string) => void): () => void;
}

/** A name as machines have them: labels of letters, digits, `-` and `_` with dots between. */
const NAME = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/;
const IP4 = /^\d+(\.\d+){3}$/;

/**
 * Origin of what a person typed: `parley.home:3100` is enough, then it is https, or http for this
 * very machine. Null when it is no address of a machine: a word alone, a name with signs in it, a
 * number that browsers would make an address of, a person's address.
 */
export function readAddress(typed: string): string | null {
  const text = typed.trim();
  // Browsers would take a space for a letter of the name.
  if (text === '' || /[\s@\\]/.test(text)) return null;
  const named = /^[a-z][a-z+.-]*:\/\//i.test(text);
  const url = asUrl(named ? text : `https://${text}`);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  const { hostname } = url;
  if (!hostname.startsWith('[') && !NAME.test(hostname)) return null;
  // "12345" is 0.0.48.57 to a browser, and "1.2.3" is 1.2.0.3.
  if (IP4.test(hostname) && (!text.includes(hostname) || hostname === '0.0.0.0')) return null;
  // A bare word is hardly ever meant as a machine; with a scheme or a port it is.
  const alone = !named && url.port === '' && /^[^.:]+$/.test(hostname);
  if (alone && hostname !== 'localhost') return null;
  if (!named && isLoopback(url)) url.protocol = 'http:';
  return url.origin;
}

function asUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** This very machine: browsers trust it without a certificate, and no other machine can open it. */
export const isLoopback = ({ hostname }: URL) =>
  /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
/** A machine that only the local network knows. */
const isLocal = ({ hostname }: URL) => EXEMPT.test(hostname) || /^[^.]+$/.test(hostname);
/** By their names alone browsers know these to be in the local network. */
const EXEMPT = /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|\[f[cde])|\.local$/;

/** Whether a secure page is kept from this address, as a rule. */
export const isMixed = (url: URL) => url.protocol === 'http:' && !isLoopback(url);

/**
 * Looks whether a companion answers at `address` (an origin) and accepts `key`, in the order in
 * which things go wrong. Throws a ParleyError that says what is missing: the network, a secure
 * address, the permission, the page's leave, the certificate, a companion, or the key.
 */
export async function checkCompanion(
  page: PairingPage,
  address: string,
  key: string | null,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(address);
  if (!page.online()) throw missing.offline();
  const permission = isLocal(url) || isLoopback(url) ? await page.localNetwork() : null;
  signal.throwIfAborted();
  // With the permission, browsers let a secure page call such machines as they are.
  const lets = permission !== null && EXEMPT.test(url.hostname);
  if (page.origin.startsWith('https:') && isMixed(url) && !lets) throw missing.mixed(address);
  if (permission === 'denied' && address !== page.origin) throw missing.notPermitted();

  const routes = await reach(page, new URL('/api/routes', url), key, signal);
  if (routes.status === 401 || routes.status === 403) {
    const { error } = (routes.body ?? {}) as { error?: { code?: string } };
    if (error?.code === 'origin_forbidden') throw missing.pageUnknown(address);
    throw key ? missing.keyRefused() : missing.keyMissing();
  }
  const report = v.safeParse(routeReportSchema, routes.status === 200 ? routes.body : null);
  if (!report.success) throw missing.stranger(address);
}

interface Answer {
  readonly status: number;
  /** As it was read; null where it is no JSON. */
  readonly body: unknown;
}

/** Asks, and finds out as well as a page can why there is no answer. */
async function reach(
  page: PairingPage,
  url: URL,
  key: string | null,
  signal: AbortSignal,
): Promise<Answer> {
  const limit = linkedAbort(signal);
  const timer = setTimeout(() => limit.abort(), figures.probeTimeoutMs);
  let walled = false;
  const stop = page.onWalled((blocked) => (walled ||= blocked.startsWith(url.origin)));
  const ask = (init: RequestInit) =>
    page.fetch(url, {
      ...init,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: limit.signal,
    });
  try {
    const response = await ask({ headers: key ? { authorization: `Bearer ${key}` } : {} });
    // Read here: what is given up below takes the rest of the answer with it.
    const body: unknown = await response.json().catch(() => null);
    return { status: response.status, body };
  } catch (cause) {
    // Browsers reject the request first and tell afterwards that the page's policy stopped it.
    await wait(figures.walledMs, signal);
    if (walled) throw missing.pageWalled(url.origin);
    if (!page.online()) throw missing.offline();
    if ((await page.localNetwork()) === 'denied' && url.origin !== page.origin)
      throw missing.notPermitted();
    // An answer that may not be read still says that somebody is there; an isolated page may not
    // see even that.
    const there = await ask({ mode: 'no-cors', redirect: 'follow' }).then(
      () => true,
      () => false,
    );
    signal.throwIfAborted();
    if (there) throw missing.pageUnknown(url.origin);
    throw url.protocol === 'https:'
      ? missing.noCertificate(url.origin, cause)
      : missing.silent(url.origin, cause);
  } finally {
    clearTimeout(timer);
    stop();
    limit.abort();
  }
}
