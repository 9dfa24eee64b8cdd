import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that reached a server. */
export interface StandInRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A server of one test. */
export interface StandInServer {
  readonly url: string;
  readonly seen: StandInRequest[];
  /** Requests whose answers are under way. */
  open(): number;
  /** Most requests under way at one time. */
  most(): number;
  stop(): Promise<void>;
}

/** Answers one request; what it throws becomes a 500. */
export type StandInAnswer = (
  request: StandInRequest,
  response: ServerResponse,
) => Promise<void> | void;

/** Starts a server on a free port. */
export async function runStandIn(answer: StandInAnswer): Promise<StandInServer> {
  const seen: StandInRequest[] = [];
  let open = 0;
  let most = 0;
  const server = createServer((incoming, response) => {
    most = Math.max(most, ++open);
    response.once('close', () => open--);
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://stand.in');
      const request: StandInRequest = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        body: Buffer.concat(pieces),
      };
      seen.push(request);
      Promise.resolve()
        .then(() => answer(request, response))
        .catch(() => sendJson(response, 500, { error: 'stand-in failed' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    open: () => open,
    most: () => most,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** The fields and the file of a form, read by Node itself rather than by what is tested. */
export async function readStandInForm({ headers, body }: StandInRequest): Promise<{
  readonly fields: ReadonlyMap<string, string[]>;
  readonly file: Buffer | undefined;
  readonly fileName: string | undefined;
  readonly fileType: string | undefined;
}> {
  const type = headers['content-type'] ?? '';
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': type },
  }).formData();
  const fields = new Map<string, string[]>();
  for (const [name, value] of form) {
    if (typeof value === 'string') fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  const file = form.get('file');
  if (!(file instanceof File)) {
    return { fields, file: undefined, fileName: undefined, fileType: undefined };
  }
  return {
    fields,
    file: Buffer.from(await file.arrayBuffer()),
    fileName: file.name,
    fileType: file.type,
  };
}
