/** Addresses that clients also use without `/v1`, because their base address lacks it. */
const short = new Set([
  '/chat/completions',
  '/embeddings',
  '/models',
  '/audio/transcriptions',
  '/audio/speech',
]);

/**
 * The address of the API that a request target means, with `/v1` and without a slash at its end;
 * undefined when it means none. What follows `/v1/models/` is decoded: the ids of models contain
 * slashes, and they are looked up in a list and never become a path. `/models/` with its slash is
 * the mirror's.
 */
export function apiPath(target: string): string | undefined {
  // Nearly every call is one of these two, written as it should be.
  if (target === '/v1/chat/completions' || target === '/v1/embeddings') return target;
  const raw = target.split(/[?#]/, 1)[0] ?? '';
  if (raw.length > 2048 || raw === '/models/') return undefined;
  const bare = raw.length > 1 && raw.endsWith('/') ? raw.slice(0, -1) : raw;
  if (short.has(bare)) return `/v1${bare}`;
  if (bare.startsWith('/v1/models/')) {
    try {
      return decodeURIComponent(bare);
    } catch {
      return undefined;
    }
  }
  return /^\/(v1|api|metrics)(\/[\w./-]*)?$/.test(bare) ? bare : undefined;
}
