import type { Fetch } from '../../src/model-store/sources/origin.ts';

const PATIENCE_MS = 10_000;

/** What became of a look at a licence: `unreachable` says nothing of it. */
export type LicenceState = 'there' | 'gone' | 'unreachable';

/**
 * Looks whether pages of licences are there. A host that did not answer once is not asked again:
 * a machine without internet would wait for each.
 */
export function createLicenceCheck(
  fetch: Fetch,
): (url: string, signal: AbortSignal) => Promise<LicenceState> {
  const silent = new Set<string>();
  const known = new Map<string, LicenceState>();

  async function look(url: string, signal: AbortSignal): Promise<LicenceState> {
    const { host } = new URL(url);
    if (silent.has(host)) return 'unreachable';
    try {
      const whole = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
      const response = await fetch(url, { signal: whole });
      await response.body?.cancel();
      return [404, 410].includes(response.status) ? 'gone' : 'there';
    } catch {
      signal.throwIfAborted();
      silent.add(host);
      return 'unreachable';
    }
  }

  return async (url, signal) => {
    const state = known.get(url) ?? (await look(url, signal));
    known.set(url, state);
    return state;
  };
}
