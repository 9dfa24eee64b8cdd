import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What goes wrong with one request for bytes. */
export type Fault =
  | { kind: 'cut'; afterBytes: number }
  | { kind: 'stall'; afterBytes: number }
  | { kind: 'wrong-byte' }
  | { kind: 'html' }
  | { kind: 'status'; status: number; retryAfter?: string }
  | { kind: 'no-range' }
  | { kind: 'short' }
  | { kind: 'long' }
  | { kind: 'other-etag' }
  | { kind: 'other-range' };

export interface ServedModel {
  readonly id: string;
  readonly repository: string;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

export interface BytesRequest {
  readonly model: string;
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly ifRange: string | undefined;
  /** How many requests for bytes came before. */
  readonly count: number;
}

export interface HubServer {
  readonly url: string;
  /** Where `resolve` redirects to: the same bytes on another port, as content networks do. */
  readonly cdnUrl: string;
  readonly requests: BytesRequest[];
  /** Body bytes handed to sockets, by model and path. */
  sentBytes(): number;
  /** Asked before each answer with bytes; undefined means all is well. */
  fault: (request: BytesRequest) => Fault | undefined;
  /** Bytes per second for each connection; 0 is unlimited. */
  bytesPerSecond: number;
  /** Every address answers 503 while false. */
  online: boolean;
  /** Whether `GET /models/` and the tree API know any hashes. */
  tellsHashes: boolean;
  close(): Promise<void>;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.css': 'text/css',
};

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

export const sha256Of = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** Weights that cannot be compressed and are the same every time. */
export function syntheticBytes(sizeBytes: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  const words = new Uint32Array(bytes.buffer, 0, sizeBytes >> 2);
  let state = (seed * 2654435761) >>> 0 || 1;
  for (let at = 0; at < words.length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[at] = state;
  }
  return bytes;
}

/**
 * One process that answers like the hub (tree, revision, resolve with a redirect to another host)
 * and like the companion (`/models/`), from memory, with faults on request. `siteDir` is a built
 * page to serve beside them, isolated as the companion does it.
 */
export async function startHubServer(
  models: readonly ServedModel[],
  siteDir?: string,
): Promise<HubServer> {
  let sent = 0;
  const hashes = new Map<Uint8Array, string>();
  const hashOf = (bytes: Uint8Array) => {
    const known = hashes.get(bytes) ?? sha256Of(bytes);
    hashes.set(bytes, known);
    return known;
  };
  const json = (response: ServerResponse, value: unknown, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };

  async function bytes(
    request: IncomingMessage,
    response: ServerResponse,
    model: ServedModel,
    path: string,
  ): Promise<void> {
    const body = model.files.get(path);
    if (!body) return void json(response, { error: 'not found' }, 404);
    const etag = `"${hashOf(body)}"`;
    response.setHeader('accept-ranges', 'bytes');
    response.setHeader('content-type', 'application/octet-stream');
    response.setHeader('etag', etag);
    if (request.method === 'HEAD') {
      response.setHeader('content-length', body.length);
      return void response.end();
    }
    const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = Number(asked?.[1] ?? 0);
    const to = asked?.[2] ? Math.min(Number(asked[2]) + 1, body.length) : body.length;
    const ifRange = request.headers['if-range']?.toString();
    const told = { model: model.id, path, from, to, ifRange, count: self.requests.length };
    self.requests.push(told);
    const fault = self.fault(told);
    if (fault?.kind === 'status') {
      if (fault.retryAfter) response.setHeader('retry-after', fault.retryAfter);
      return void json(response, { error: 'fault' }, fault.status);
    }
    if (fault?.kind === 'html') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      return void response.end('<!doctype html><title>Sign in to the network</title>');
    }
    if (fault?.kind === 'other-etag') response.setHeader('etag', '"another"');
    if (from >= body.length && body.length > 0) return void json(response, {}, 416);
    const stale = ifRange !== undefined && ifRange !== response.getHeader('etag');
    const partial = asked !== null && fault?.kind !== 'no-range' && !stale;
    let piece = partial ? body.subarray(from, to) : body;
    if (fault?.kind === 'wrong-byte') {
      piece = piece.slice();
      piece[piece.length >> 1] = (piece[piece.length >> 1] ?? 0) ^ 1;
    }
    const shift = fault?.kind === 'other-range' ? 1 : 0;
    if (partial)
      response.setHeader('content-range', `bytes ${from + shift}-${to - 1 + shift}/${body.length}`);
    const length =
      piece.length + (fault?.kind === 'short' ? -1 : 0) + (fault?.kind === 'long' ? 1 : 0);
    response.setHeader('content-length', length);
    response.writeHead(partial ? 206 : 200);
    const stop =
      fault?.kind === 'cut' || fault?.kind === 'stall'
        ? fault.afterBytes
        : Number.POSITIVE_INFINITY;
    const step = self.bytesPerSecond > 0 ? Math.max(1024, self.bytesPerSecond / 50) : 256 * 1024;
    const startedAt = performance.now();
    for (let at = 0; at < length && !response.destroyed;) {
      const end = Math.min(length, at + step, stop);
      const next =
        end > piece.length
          ? Buffer.concat([piece, Buffer.alloc(1)]).subarray(at, end)
          : piece.subarray(at, end);
      sent += next.length;
      if (!response.write(next))
        await new Promise((done) => {
          const go = () => {
            response.off('drain', go).off('close', go);
            done(undefined);
          };
          response.on('drain', go).on('close', go);
        });
      at = end;
      if (at >= stop) {
        // Let what was written reach the other side before the line goes dead.
        await sleep(20);
        if (fault?.kind === 'cut') response.destroy();
        return;
      }
      if (self.bytesPerSecond > 0) {
        const ahead = (at / self.bytesPerSecond) * 1000 - (performance.now() - startedAt);
        if (ahead > 2) await sleep(ahead);
      }
    }
    response.end();
  }

  function tree(model: ServedModel, folder: string): unknown[] {
    return [...model.files]
      .filter(([path]) => path.replace(/\/?[^/]*$/, '') === folder)
      .map(([path, body]) => ({
        type: 'file',
        path,
        size: body.length,
        oid: createHash('sha1').update(`blob ${body.length}\0`).update(body).digest('hex'),
        ...(body.length > 10_000 && self.tellsHashes
          ? { lfs: { oid: hashOf(body), size: body.length, pointerSize: 130 } }
          : {}),
      }));
  }

  async function answer(request: IncomingMessage, response: ServerResponse, cdn: boolean) {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', 'ETag, Content-Range, Link, Retry-After');
    response.setHeader('cross-origin-resource-policy', 'cross-origin');
    if (!self.online) return json(response, { error: 'asleep' }, 503);
    const path = decodeURIComponent(new URL(request.url ?? '/', self.url).pathname);
    if (path === '/models/')
      return json(
        response,
        models.map(({ id, files }) => ({
          id,
          files: [...files].map(([name, body]) => ({ path: name, sizeBytes: body.length })),
        })),
      );
    if (siteDir !== undefined && !cdn) {
      const file = join(siteDir, path === '/' ? 'index.html' : path);
      const content = file.startsWith(siteDir) ? await readFile(file).catch(() => null) : null;
      if (content) {
        response.writeHead(200, {
          'content-type': types[extname(file)] ?? 'application/octet-stream',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-embedder-policy': 'require-corp',
        });
        return response.end(content);
      }
    }
    for (const model of models) {
      const { repository, id } = model;
      const after = (prefix: string) =>
        path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
      const api = `/api/models/${repository}`;
      if (after(`${api}/revision/`) !== undefined) return json(response, { sha: COMMIT });
      const folder = after(`${api}/tree/${COMMIT}`);
      if (folder !== undefined) return json(response, tree(model, folder.replace(/^\//, '')));
      const resolved =
        after(`/${repository}/resolve/${COMMIT}/`) ?? after(`/${repository}/resolve/main/`);
      if (resolved !== undefined && !cdn) {
        response.writeHead(302, { location: `${self.cdnUrl}/cdn/${id}/${resolved}` });
        return response.end();
      }
      const direct = after(`/models/${id}/`) ?? (cdn ? after(`/cdn/${id}/`) : undefined);
      if (direct !== undefined) return bytes(request, response, model, direct);
    }
    return json(response, { error: 'not found' }, 404);
  }

  const listen = async (cdn: boolean) => {
    const server = createServer((request, response) => {
      answer(request, response, cdn).catch(() => response.destroy());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  };
  const hub = await listen(false);
  const cdn = await listen(true);
  const self: HubServer = {
    url: hub.url,
    cdnUrl: cdn.url,
    requests: [],
    sentBytes: () => sent,
    fault: () => undefined,
    bytesPerSecond: 0,
    online: true,
    tellsHashes: true,
    async close() {
      for (const { server } of [hub, cdn]) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
  return self;
}

/** A hub with the model of the models screen, 12 MB, which also serves the page in `site`. */
export function startSyntheticHub(site: string): Promise<HubServer> {
  const files = new Map([
    ['config.json', new TextEncoder().encode('{}')],
    ['empty.txt', new Uint8Array()],
    ['onnx/model.onnx', syntheticBytes(12_000_000, 1)],
  ]);
  return startHubServer([{ id: 'synthetic', repository: 'tests/synthetic', files }], site);
}
