import { byteRange } from '../../contracts/byte-range.ts';

/**
 * A Response over a Blob, whole or the range asked for. The bytes stay on disk until the body is
 * read, piece by piece.
 */
export function blobResponse(
  blob: Blob,
  rangeHeader: string | null,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const range = byteRange(rangeHeader ?? undefined, blob.size);
  const all = {
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    ...headers,
  };
  switch (range.kind) {
    case 'unsatisfiable':
      return new Response(null, {
        status: 416,
        headers: { ...all, 'content-range': `bytes */${blob.size}` },
      });
    case 'part':
      return new Response(blob.slice(range.first, range.last + 1), {
        status: 206,
        headers: {
          ...all,
          'content-length': String(range.last - range.first + 1),
          'content-range': `bytes ${range.first}-${range.last}/${blob.size}`,
        },
      });
    case 'whole':
      return new Response(blob, { headers: { ...all, 'content-length': String(blob.size) } });
  }
}
