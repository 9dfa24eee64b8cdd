import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What an upstream can do wrong; a model is named after the behaviour it shows. */
const FAULTS = [
  'refuse',
  'silent',
  'slow',
  '500',
  '503-loading',
  '429',
  '401',
  '404',
  '400-context',
  'redirect',
  'error-in-200',
  'error-event',
  'not-json',
  'cut-before',
  'cut-after',
  'early-end-empty',
  'early-end',
  'garbage-line',
  'stall',
  'huge',
  'hop-by-hop',
  'endless',
  'odd-stream',
] as const;

/** One request that reached the upstream. */
export interface SeenRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
  /** Resolves when its connection or answer is over. */
  readonly closed: Promise<void>;
}

export interface FaultUpstream {
  readonly port: number;
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Answers under way. */
  open(): number;
  stop(): Promise<void>;
}

export interface FaultOptions {
  readonly name?: string;
  readonly models?: readonly string[];
  readonly tokens?: number;
  /** Between tokens, ms. */
  readonly paceMs?: number;
  /** 0..1; decides what a model named `random` does. */
  readonly random?: () => number;
  /** What a 429 asks for; 7 s when absent. */
  readonly retryAfterMs?: number;
  /** A free one when absent. */
  readonly port?: number;
}

/**
 * An OpenAI-style server that misbehaves as its model is named: `stall` stalls, `500` fails, any
 * other name answers well. A name may carry a suffix: `stall@b`. The words of an answer name the
 * upstream, the call and their place, so that a mixture of two answers shows.
 */
export async function runFaultUpstream(options: FaultOptions = {}): Promise<FaultUpstream> {
  const seen: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let open = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
      open++;
      const closed = new Promise<void>((resolve) =>
        response.once('close', () => {
          open--;
          resolve();
        }),
      );
      const { url = '', method = '' } = request;
      seen.push({ path: url, method, headers: request.headers, body, closed });
      answer(new Reply(response, body, options, seen.length), url);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    seen,
    open: () => open,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(reply: Reply, url: string): void {
  if (url === '/v1/models') {
    const { models = [...FAULTS, 'good'] } = reply.options;
    reply.json(200, { object: 'list', data: models.map((id) => ({ id, object: 'model' })) });
  } else if (url === '/v1/embeddings') reply.embeddings();
  else if (url === '/v1/chat/completions') reply.chat();
  else reply.json(404, { error: { message: 'no such address' } });
}

class Reply {
  readonly #response: ServerResponse;
  readonly #body: Record<string, unknown>;
  readonly #call: number;
  readonly options: FaultOptions;

  constructor(
    response: ServerResponse,
    body: Record<string, unknown>,
    options: FaultOptions,
    call: number,
  ) {
    this.#response = response;
    this.#body = body;
    this.options = options;
    this.#call = call;
  }

  json(status: number, body: unknown, headers: Record<string, string> = {}): void {
    this.#response.writeHead(status, { 'content-type': 'application/json', ...headers });
    this.#response.end(JSON.stringify(body));
  }

  embeddings(): void {
    if (this.#status(this.#fault())) return;
    const { input } = this.#body;
    const texts = Array.isArray(input) ? input : [input];
    this.json(200, {
      object: 'list',
      model: this.#body['model'],
      data: texts.map((_text, index) => ({
        object: 'embedding',
        index,
        embedding: Array.from({ length: 8 }, (_, at) => (index + 1) / (at + 3)),
      })),
      usage: { prompt_tokens: texts.length, total_tokens: texts.length },
    });
  }

  chat(): void {
    const fault = this.#fault();
    if (this.#status(fault)) return;
    if (this.#body['stream'] === true) void this.#stream(fault);
    else this.#whole(fault);
  }

  #fault(): string {
    const model = String(this.#body['model']).split('@')[0] ?? '';
    if (model !== 'random') return model;
    const { random = Math.random } = this.options;
    // One in three does well, so that a request has a chance. A refused key ends all work.
    const fault = FAULTS[Math.floor(random() * FAULTS.length)] as string;
    return fault === '401' || random() < 0.33 ? 'good' : fault;
  }

  /** Faults that are the same for every address; true when the answer is given. */
  #status(fault: string): boolean {
    const error = (message: string, code: string | null = null) => ({
      error: { message, type: 'error', param: null, code },
    });
    switch (fault) {
      case 'refuse':
        this.#response.destroy();
        return true;
      case 'silent':
        return true;
      case '500':
        this.json(500, error('internal'));
        return true;
      case '503-loading':
        this.json(503, error('Loading model'));
        return true;
      case '429':
        this.json(429, error('slow down'), {
          'retry-after-ms': String(this.options.retryAfterMs ?? 7000),
        });
        return true;
      case '401':
        this.json(401, error('bad key'));
        return true;
      case '404':
        this.json(404, error('model not found', 'model_not_found'));
        return true;
      case '400-context':
        this.json(400, error('too long', 'context_length_exceeded'));
        return true;
      case 'redirect':
        this.json(307, {}, { location: 'http://127.0.0.1:9/elsewhere' });
        return true;
      case 'error-in-200':
        this.json(200, error('not today'));
        return true;
      case 'not-json':
        this.#response.writeHead(200, { 'content-type': 'application/json' });
        this.#response.end('<html>proxy</html>');
        return true;
      default:
        return false;
    }
  }

  #words(): string[] {
    const { name = 'u', tokens = 4 } = this.options;
    return Array.from({ length: tokens }, (_, at) => `${name}.${this.#call}.${at} `);
  }

  #usage() {
    const completion = this.#words().length;
    return { prompt_tokens: 5, completion_tokens: completion, total_tokens: 5 + completion };
  }

  #whole(fault: string): void {
    const content = this.#words().join('');
    const body = JSON.stringify({
      id: 'x',
      object: 'chat.completion',
      created: 1,
      model: 'upstream-name',
      secret_field: 'must not get on',
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
      usage: this.#usage(),
    });
    const headers: Record<string, string | number> = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(fault === 'hop-by-hop' ? hostile : {}),
    };
    switch (fault) {
      case 'cut-before':
        this.#response.writeHead(200, headers);
        this.#response.flushHeaders();
        setTimeout(() => this.#response.destroy(), 5);
        return;
      case 'cut-after':
      case 'early-end':
      case 'early-end-empty':
        this.#response.writeHead(200, headers);
        this.#response.write(body.slice(0, 40));
        setTimeout(() => this.#response.destroy(), 5);
        return;
      case 'stall':
      case 'error-event':
        this.#response.writeHead(200, headers);
        this.#response.write(body.slice(0, 40));
        return;
      case 'slow':
        setTimeout(() => this.#response.writeHead(200, headers).end(body), 100);
        return;
      case 'huge':
      case 'endless':
        this.#response.writeHead(200, { 'content-type': 'application/json' });
        this.#flood('{"choices":[], "pad":"', 'x'.repeat(65_536));
        return;
      default:
        this.#response.writeHead(200, headers).end(body);
    }
  }

  async #stream(fault: string): Promise<void> {
    const response = this.#response;
    const { paceMs = 0 } = this.options;
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      ...(fault === 'hop-by-hop' ? hostile : {}),
    });
    response.flushHeaders();
    if (fault === 'cut-before') return void setTimeout(() => response.destroy(), 5);
    if (fault === 'early-end-empty') return void response.end();
    if (fault === 'slow') await sleep(100);
    if (fault === 'error-event') {
      return void response.end('data: {"error":{"message":"out of memory","code":500}}\n\n');
    }
    if (fault === 'odd-stream') return void (await this.#odd());
    response.write(event({ role: 'assistant', content: '' }, null));
    if (fault === 'huge') return this.#flood('data: {"pad":"', 'x'.repeat(65_536));
    for (const [at, word] of this.#words().entries()) {
      if (response.destroyed) return;
      response.write(event({ content: word }, null));
      if (paceMs > 0) await sleep(paceMs);
      if (at !== 1) continue;
      if (fault === 'cut-after') return void setTimeout(() => response.destroy(), 5);
      if (fault === 'early-end') return void response.end();
      if (fault === 'garbage-line') response.write('data: {"choices": [{"del\n\nnonsense\n\n');
      if (fault === 'stall') return;
      if (fault === 'endless') return void (await this.#goOn());
    }
    response.write(event({}, 'stop'));
    const options = this.#body['stream_options'] as { include_usage?: boolean } | undefined;
    if (options?.include_usage) {
      response.write(`data: ${JSON.stringify({ choices: [], usage: this.#usage() })}\n\n`);
    }
    response.end('data: [DONE]\n\n');
  }

  /** Right by the letter, and in the oddest way: split anywhere, CRLF, no space, comments. */
  async #odd(): Promise<void> {
    const words = ['čau ', 'мир ', '👋 ', 'done'];
    const text = [
      ': hello',
      'event: message',
      ...words.map(
        (content) => `data:${JSON.stringify({ choices: [{ delta: { content } }] })}\r\n`,
      ),
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\r\n`,
      'data: [DONE]\r\n\r\n',
    ].join('\r\n');
    for (const byte of Buffer.from(text)) this.#response.write(Buffer.from([byte]));
    await sleep(1);
    this.#response.end();
  }

  /** Never ends, and leaves others time to work. */
  async #goOn(): Promise<void> {
    while (!this.#response.destroyed) {
      this.#response.write(event({ content: 'more ' }, null).repeat(10));
      await sleep(2);
    }
  }

  #flood(head: string, piece: string): void {
    const response = this.#response;
    response.write(head);
    const more = () => {
      while (!response.destroyed && response.write(piece));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  }
}

const hostile = {
  'set-cookie': 'session=stolen',
  'access-control-allow-origin': '*',
  'x-upstream-secret': 'inside',
  'keep-alive': 'timeout=1',
  'proxy-authenticate': 'Basic',
} as const;

function event(delta: Record<string, unknown>, finish: string | null): string {
  const choices = [{ index: 0, delta, finish_reason: finish }];
  return `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'upstream-name', secret_field: 'no', choices })}\n\n`;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
