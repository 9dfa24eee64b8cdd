import type { IncomingHttpHeaders } from 'node:http';
import { Pool, type Dispatcher } from 'undici';
import type { UpstreamSettings } from '../settings/upstream-schema.ts';
import { guardedLookup } from './guarded-lookup.ts';
import { refusalFrom } from './refusal-from.ts';
import { Secrets } from './secrets.ts';
import { UpstreamError } from './upstream-error.ts';
import type { StopSignal } from '../stop-signal.ts';

/** Enough for any sentence about an error. */
const MAX_ERROR_BYTES = 65_536;

/** One request to the configured origin. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  /** Below the configured base address, e.g. `/v1/models`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Reads a 2xx answer as it comes. What it throws ends the call. */
export interface AnswerReader<T = void> {
  start?(headers: IncomingHttpHeaders): void;
  /** False to be given no more until `ready()` resolves. */
  data(bytes: Buffer): boolean;
  ready?(): Promise<void>;
  /** The answer ended as HTTP goes: what to make of it; throw when it was not whole. */
  end(): T;
  /** The call is settled, however it went; called once. */
  over?(): void;
}

/** A way to end a call from inside, e.g. by a timer. */
export interface Stoppable {
  stop(error: unknown): void;
  /** Everything of interest has come; the rest of the answer is read and thrown away. */
  enough(): void;
}

/**
 * The connections to one upstream. Never follows a redirect; everything goes to the configured
 * origin; a status that is not 2xx becomes an `UpstreamError` with what its body says.
 */
export class UpstreamHttp {
  readonly #pool: Pool;
  readonly #basePath: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #secrets: Secrets;
  readonly #joined = new WeakMap<object, Readonly<Record<string, string>>>();

  constructor(settings: UpstreamSettings, secretHeaders: Readonly<Record<string, string>>) {
    const url = new URL(settings.url ?? '');
    const connectMs = settings.timeouts.connectMs ?? (settings.privacy === 'cloud' ? 5000 : 1500);
    this.#basePath = url.pathname.replace(/\/+$/, '');
    this.#headers = { accept: 'application/json', 'user-agent': 'parley', ...secretHeaders };
    this.#secrets = new Secrets(secretHeaders, url);
    this.#pool = new Pool(url.origin, {
      connect: {
        timeout: connectMs,
        ...(settings.allowLinkLocal ? {} : { lookup: guardedLookup }),
      },
      // Ours are finer: per token, and per phase.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** Sends a request and reads its answer; `begin` is given a way to end it. */
  send<T = void>(
    request: UpstreamRequest,
    reader: AnswerReader<T>,
    signal: StopSignal,
    begin?: (call: Stoppable) => void,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const call = new Call(reader, signal, this.#secrets, resolve, reject);
      if (call.over) return;
      begin?.(call);
      this.#pool.dispatch(
        {
          method: request.method,
          path: this.#basePath + request.path,
          headers: this.#headersOf(request),
          body: request.body ?? null,
        },
        call,
      );
    });
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  /** Joined once for each set of headers: most requests come with the same one. */
  #headersOf({ headers }: UpstreamRequest): Readonly<Record<string, string>> {
    if (!headers) return this.#headers;
    let joined = this.#joined.get(headers);
    if (!joined) {
      joined = { ...this.#headers, ...headers };
      this.#joined.set(headers, joined);
    }
    return joined;
  }
}

interface Refused {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer[];
  bytes: number;
}

class Call<T> implements Dispatcher.DispatchHandler, Stoppable {
  readonly #reader: AnswerReader<T>;
  readonly #signal: StopSignal;
  readonly #secrets: Secrets;
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: unknown) => void;
  readonly #onAbort = () => this.stop(this.#signal.reason);
  #controller: Dispatcher.DispatchController | undefined;
  #refused: Refused | undefined;
  #connected = false;
  #lingering: NodeJS.Timeout | undefined;
  over = false;

  constructor(
    reader: AnswerReader<T>,
    signal: StopSignal,
    secrets: Secrets,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.#reader = reader;
    this.#signal = signal;
    this.#secrets = secrets;
    this.#resolve = resolve;
    this.#reject = reject;
    if (signal.aborted) this.stop(signal.reason);
    else signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  stop(error: unknown): void {
    if (this.over) return;
    this.#settle();
    this.#reject(error);
    this.#controller?.abort(error instanceof Error ? error : new Error('stopped'));
  }

  enough(): void {
    if (this.over) return;
    this.#settle();
    // Only streams know that they have enough, and they have been read while they came.
    this.#resolve(undefined as T);
    // A connection that ends by itself can be used again; one that does not is not worth keeping.
    this.#lingering = setTimeout(() => this.#controller?.abort(new Error('endless')), 500).unref();
  }

  #settle(): void {
    this.over = true;
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#reader.over?.();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#connected = true;
    if (this.over) controller.abort(new Error('stopped'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200 || this.over) return;
    if (status >= 300) {
      this.#refused = { status, headers, body: [], bytes: 0 };
      return;
    }
    try {
      this.#reader.start?.(headers);
    } catch (error) {
      this.stop(error);
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (this.over) return;
    const refused = this.#refused;
    if (refused) {
      refused.bytes += bytes.length;
      if (refused.bytes > MAX_ERROR_BYTES) this.#finishRefusal(refused);
      else refused.body.push(bytes);
      return;
    }
    try {
      if (this.#reader.data(bytes) || this.over || !this.#reader.ready) return;
      controller.pause();
      void this.#reader.ready().then(() => controller.resume());
    } catch (error) {
      this.stop(error);
    }
  }

  onResponseEnd(): void {
    clearTimeout(this.#lingering);
    if (this.over) return;
    if (this.#refused) return this.#finishRefusal(this.#refused);
    try {
      const value = this.#reader.end();
      if (this.over) return;
      this.#settle();
      this.#resolve(value);
    } catch (error) {
      this.stop(error);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    clearTimeout(this.#lingering);
    this.stop(new UpstreamError(this.#connected ? 'cut' : 'connect', { cause }));
  }

  #finishRefusal({ status, headers, body }: Refused): void {
    const text = Buffer.concat(body).toString('utf8');
    this.stop(refusalFrom(status, headers, text, this.#secrets));
  }
}
