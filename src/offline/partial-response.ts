import { byteRange } from '../contracts/byte-range.ts';

/**
 * What a kept response must answer to a request with this Range header: itself when there is none,
 * 206 with the bytes, or 416. Caches refuse to store 206, so parts are always cut from the whole.
 */
export async function partialResponse(range: string | null, whole: Response): Promise<Response> {
  if (range === null || whole.status !== 200) return whole;
  const blob = await whole.blob();
  const asked = byteRange(range, blob.size);
  if (asked.kind === 'whole') return new Response(blob, { headers: whole.headers });
  const headers = new Headers(whole.headers);
  // The kept body is already decoded; its part is not encoded at all.
  headers.delete('content-encoding');
  if (asked.kind === 'unsatisfiable') {
    headers.set('content-range', `bytes */${blob.size}`);
    headers.set('content-length', '0');
    return new Response(null, { status: 416, statusText: 'Range Not Satisfiable', headers });
  }
  const { first, last } = asked;
  headers.set('content-range', `bytes ${first}-${last}/${blob.size}`);
  headers.set('content-length', String(last - first + 1));
  const part = blob.slice(first, last + 1, blob.type);
  return new Response(part, { status: 206, statusText: 'Partial Content', headers });
}
