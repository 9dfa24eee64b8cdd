/**
 * The decoded path of a request target, or `undefined` for one that tries to leave its folder or
 * to mean two things at once: dot segments, empty segments, backslashes, NUL, encoded slashes.
 * Files are looked up in an index and never joined from this, so it is the first of two walls.
 */
export function cleanPath(target: string): string | undefined {
  const raw = target.split(/[?#]/, 1)[0] ?? '';
  if (!raw.startsWith('/') || raw.length > 2048 || /%(2f|5c|00)/i.test(raw)) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(raw);
  } catch {
    return undefined;
  }
  if (/[\\\0]|\/\/|\/\.{1,2}(\/|$)/.test(path)) return undefined;
  return path;
}
