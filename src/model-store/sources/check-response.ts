import type { PlannedFile } from '../../contracts/chunk-store.ts';
import { checkStatus } from './hub-origin.ts';
import { SourceError } from './source-error.ts';

/** What was asked for, and what is known about the file from earlier answers of the same source. */
export interface Asked {
  readonly file: PlannedFile;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** ETag of earlier chunks of this file from this source. */
  readonly etag: string | undefined;
}

const SHA_ETAG = /^"?([0-9a-f]{64})"?$/;

/**
 * Refuses an answer before its first byte is kept. Returns its ETag and the offset in the file at
 * which its body begins: `from`, or 0 when a small file came whole.
 */
export function checkResponse(
  response: Response,
  asked: Asked,
  nowMs: number,
): { etag: string; startsAt: number } {
  checkStatus(response, nowMs);
  const { file, from, to } = asked;
  const header = (name: string) => response.headers.get(name) ?? '';
  if (/^text\/html\b/i.test(header('content-type')) && !/\.html?$/.test(file.path))
    throw new SourceError('refused', 'A web page came instead of the file.');
  const etag = header('etag').replace(/^W\//, '');
  if (asked.etag && etag && etag !== asked.etag)
    throw new SourceError('changed', 'The file has another ETag now.');
  const sha256 = SHA_ETAG.exec(etag)?.[1];
  if (sha256 !== undefined && file.sha256 !== undefined && sha256 !== file.sha256)
    throw new SourceError('changed', 'The source names another SHA-256.');
  if (response.status === 206) {
    const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header('content-range'));
    // A content network may hide the header from us; then the count of bytes decides.
    if (header('content-range') !== '' && !range)
      throw new SourceError('refused', 'The range of the answer cannot be read.');
    if (range) {
      if (range[3] !== '*' && Number(range[3]) !== file.sizeBytes)
        throw new SourceError('changed', 'The file has another length now.');
      if (Number(range[1]) !== from || Number(range[2]) !== to - 1)
        throw new SourceError('refused', 'Another range came than was asked for.');
    }
    return { etag, startsAt: from };
  }
  if (to < file.sizeBytes || response.status !== 200)
    throw new SourceError('refused', 'The source does not give ranges.');
  const length = header('content-length');
  if (length !== '' && header('content-encoding') === '' && Number(length) !== file.sizeBytes)
    throw new SourceError('changed', 'The file has another length now.');
  return { etag, startsAt: 0 };
}
