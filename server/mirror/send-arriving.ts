import { once } from 'node:events';
import { open, type FileHandle } from 'node:fs/promises';
import type { OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { byteRange } from '../../src/contracts/byte-range.ts';
import type { PlannedFile } from '../../src/contracts/chunk-store.ts';
import { refuse, type Exchange } from '../exchange.ts';
import type { Underway } from './model-fetches.ts';

const PIECE_BYTES = 256 * 1024;

/** Where the bytes lie while they come, and after they all came. */
async function openArriving({ modelsDir, id }: Underway, path: string): Promise<FileHandle> {
  const partial = await open(join(modelsDir, '.partial', id, path)).catch(() => undefined);
  return partial ?? open(join(modelsDir, id, path));
}

/**
 * Sends a file, or one range of it, as it comes in from the hub: at once what is here, the rest when
 * it is. Should it never come, the answer is a 503 while nothing was sent, and a cut line after that.
 */
export async function sendArriving(
  exchange: Exchange,
  underway: Underway,
  file: PlannedFile,
  headers: OutgoingHttpHeaders,
): Promise<void> {
  const { request, response } = exchange;
  const { arrivals, record } = underway;
  const { path, sizeBytes, sha256 } = file;
  const etag = sha256 === undefined ? undefined : `"${sha256}"`;
  const ifRange = request.headers['if-range'];
  const asked = ifRange === undefined || ifRange === etag ? request.headers.range : undefined;
  const range = byteRange(request.method === 'GET' ? asked : undefined, sizeBytes);
  const told: OutgoingHttpHeaders = {
    ...headers,
    'accept-ranges': 'bytes',
    ...(etag === undefined ? {} : { etag }),
  };
  if (range.kind === 'unsatisfiable') {
    const none = { 'content-range': `bytes */${sizeBytes}`, 'content-length': 0 };
    response.writeHead(416, none).end();
    return;
  }
  const [first, last] = range.kind === 'part' ? [range.first, range.last] : [0, sizeBytes - 1];
  if (range.kind === 'part') told['content-range'] = `bytes ${first}-${last}/${sizeBytes}`;
  told['content-length'] = last - first + 1;
  const status = range.kind === 'part' ? 206 : 200;
  if (request.method === 'HEAD' || sizeBytes === 0) {
    response.writeHead(status, told).end();
    return;
  }
  const left = new AbortController();
  response.on('close', () => left.abort());
  const leave = underway.join();
  let handle: FileHandle | undefined;
  try {
    const { chunkBytes } = record;
    for (let at = first; at <= last;) {
      const index = Math.floor(at / chunkBytes);
      const start = index * chunkBytes;
      const have = await arrivals.beyond(path, index, at - start, left.signal);
      handle ??= await openArriving(underway, path);
      if (!response.headersSent) response.writeHead(status, told);
      const end = Math.min(last + 1, start + have);
      while (at < end) {
        const wanted = Math.min(PIECE_BYTES, end - at);
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, at);
        if (bytesRead === 0) throw new Error('the file is shorter than its journal says');
        at += bytesRead;
        if (!response.write(buffer.subarray(0, bytesRead)))
          await once(response, 'drain', { signal: left.signal });
      }
    }
    response.end();
  } catch {
    if (left.signal.aborted || response.headersSent) response.destroy();
    else {
      response.setHeader('retry-after', '5');
      refuse(exchange, 503, 'fetch-stopped', 'The fetch from the model hub stopped; ask again.');
    }
  } finally {
    leave();
    await handle?.close();
  }
}
