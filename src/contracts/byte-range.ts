/** What a Range header asks of a file: all of it, bytes `first`..`last` (inclusive), or nonsense. */
export type ByteRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly first: number; readonly last: number }
  | { readonly kind: 'unsatisfiable' };

/**
 * Reads a Range header against a file of `sizeBytes`. Several ranges at once are refused: nothing
 * of ours asks for them, and they are a known way to make a server work hard.
 */
export function byteRange(header: string | undefined, sizeBytes: number): ByteRange {
  if (header === undefined || !/^\s*bytes\s*=/i.test(header)) return { kind: 'whole' };
  const match = /^\s*bytes\s*=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header);
  const from = match?.[1] ?? '';
  const to = match?.[2] ?? '';
  if (from === '' && to === '') return { kind: 'unsatisfiable' };
  if (from === '') {
    const length = Math.min(Number(to), sizeBytes);
    if (length === 0) return { kind: 'unsatisfiable' };
    return { kind: 'part', first: sizeBytes - length, last: sizeBytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (first >= sizeBytes || last < first) return { kind: 'unsatisfiable' };
  return { kind: 'part', first, last };
}
