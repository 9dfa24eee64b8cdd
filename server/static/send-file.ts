import { open, type FileHandle } from 'node:fs/promises';
import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { notFound, type Exchange } from '../exchange.ts';
import { byteRange } from '../../src/contracts/byte-range.ts';
import type { FileHashes } from './file-hashes.ts';

/** A file as it is to be sent. */
export interface FileAnswer {
  /** Absolute. */
  readonly file: string;
  readonly hashes: FileHashes;
  /** Media type, caching and whatever else belongs to this file. */
  readonly headers: OutgoingHttpHeaders;
  /** False for a compressed copy: its bytes are not those a range would mean. */
  readonly ranges: boolean;
}

/**
 * Sends a file, one byte range of it, or word that the caller's copy is still good.
 * ETag is the SHA-256 of the bytes. A file that vanished is a 404; one that shrinks while it is
 * sent cuts the connection, because an end that looks clean would pass for the whole.
 */
export async function sendFile(exchange: Exchange, answer: FileAnswer): Promise<void> {
  const { request, response } = exchange;
  const handle = await open(answer.file).catch(() => undefined);
  if (!handle) return notFound(exchange);
  try {
    const { size, mtimeMs, mtime } = await handle.stat();
    const etag = `"${await answer.hashes.of(answer.file, { size, mtimeMs })}"`;
    const modified = mtime.toUTCString();
    const headers: OutgoingHttpHeaders = {
      ...answer.headers,
      etag,
      'last-modified': modified,
      'accept-ranges': answer.ranges ? 'bytes' : 'none',
    };
    if (isStillGood(request.headers, etag, modified)) {
      response.writeHead(304, headers).end();
      return;
    }
    const asked =
      request.method === 'GET' && answer.ranges && rangeApplies(request.headers, etag, modified);
    const range = byteRange(asked ? request.headers.range : undefined, size);
    switch (range.kind) {
      case 'unsatisfiable':
        response.writeHead(416, { 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
        return;
      case 'part':
        headers['content-range'] = `bytes ${range.first}-${range.last}/${size}`;
        headers['content-length'] = range.last - range.first + 1;
        response.writeHead(206, headers);
        return await stream(handle, response, range.first, range.last);
      case 'whole':
        headers['content-length'] = size;
        response.writeHead(200, headers);
        if (request.method === 'HEAD' || size === 0) response.end();
        else await stream(handle, response, 0, size - 1);
    }
  } finally {
    await handle.close();
  }
}

async function stream(
  handle: FileHandle,
  response: ServerResponse,
  first: number,
  last: number,
): Promise<void> {
  const bytes = handle.createReadStream({
    start: first,
    end: last,
    autoClose: false,
    highWaterMark: 256 * 1024,
  });
  try {
    await pipeline(bytes, response, { end: false });
  } catch {
    // The reader left, or the disk failed: either way nothing more can be said on this connection.
    response.destroy();
    return;
  }
  if (bytes.bytesRead === last - first + 1) response.end();
  else response.destroy();
}

function isStillGood(headers: IncomingHttpHeaders, etag: string, modified: string): boolean {
  const wanted = headers['if-none-match'];
  if (wanted !== undefined) {
    const tags = wanted.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return tags.includes(etag) || tags.includes('*');
  }
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Date.parse(modified) <= since;
}

/** A range counts only for the version it was asked for; otherwise the whole file is sent. */
function rangeApplies(headers: IncomingHttpHeaders, etag: string, modified: string): boolean {
  const version = headers['if-range'];
  return version === undefined || version === etag || version === modified;
}
