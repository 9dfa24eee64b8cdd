import { linkedAbort } from '../../base/linked-abort.ts';
import { httpError } from './http-errors.ts';
import { headersFor, hostOf, serviceUrl, timeoutsOf, type HttpTarget } from './http-target.ts';
import { Patience } from './patience.ts';
import { refusalError } from './refusal.ts';

/** No answer that was asked for is larger. */
const MAX_BYTES = 33_554_432;
/** Of a refusal only its sentence matters. */
const MAX_REFUSAL_BYTES = 65_536;

/** What is asked of a target. */
export interface HttpQuestion {
  /** The dialect's service, e.g. `embeddings`. */
  readonly service: string;
  readonly body: FormData | Readonly<Record<string, unknown>>;
  /** True when the answer comes in one piece. */
  readonly whole: boolean;
}

/** An answer that has begun well. Whoever has it calls `close`, whatever happens. */
export interface HttpAnswer {
  readonly headers: Headers;
  readonly patience: Patience;
  /**
   * Its bytes. Throws `http-cut`, `http-stalled`, `http-unreadable` when it is too large, or the
   * signal's reason.
   */
  bytes(): AsyncGenerator<Uint8Array>;
  /** All of it, parsed. @throws ParleyError as `bytes`, and `http-unreadable`. */
  json(): Promise<unknown>;
  /** Ends the request if it is still under way. */
  close(): void;
}

/**
 * Asks a target and waits for the head of its answer. Never follows a redirect, sends no cookies,
 * and gives the key to the target's own address only.
 * @throws ParleyError `http-…`, or the signal's reason.
 */
export async function askTarget(
  target: HttpTarget,
  question: HttpQuestion,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  signal.throwIfAborted();
  const host = hostOf(target);
  // The patch panel keeps such targets away; this is the second lock on the same door.
  if (target.policy() === 'device-only') throw httpError('policy-refused', host);
  const request = linkedAbort(signal);
  const patience = new Patience(target, request, question.whole);
  const stopProbe = probeWhenSilent(target, request);
  const close = () => {
    patience.rest();
    stopProbe();
    request.abort(new DOMException('The answer is not wanted any more.', 'AbortError'));
  };
  try {
    const response = await send(target, question, request.signal);
    stopProbe();
    patience.rest();
    const answer = { headers: response.headers, patience, close, ...reading(response) };
    if (response.ok) return answer;
    const body = response.type === 'opaqueredirect' ? undefined : await answer.refusal();
    throw refusalError(host, response.status || 302, body, response.headers);
  } catch (error) {
    close();
    throw error;
  }

  function reading(response: Response) {
    async function* bytes(limit = MAX_BYTES): AsyncGenerator<Uint8Array> {
      const reader = response.body?.getReader();
      let size = 0;
      while (reader) {
        patience.resume();
        const { done, value } = await reader.read().catch((cause: unknown) => {
          throw reasonOf(request.signal) ?? httpError('cut', host, { cause });
        });
        patience.rest();
        request.signal.throwIfAborted();
        if (done) return;
        size += value.length;
        if (size > limit) throw httpError('unreadable', host);
        yield value;
      }
    }
    async function text(limit?: number): Promise<string> {
      const decoder = new TextDecoder();
      let all = '';
      for await (const piece of bytes(limit)) {
        patience.alive();
        all += decoder.decode(piece, { stream: true });
      }
      return all + decoder.decode();
    }
    return {
      bytes: () => bytes(),
      async json(): Promise<unknown> {
        const all = await text();
        try {
          return JSON.parse(all) as unknown;
        } catch (cause) {
          throw httpError('unreadable', host, { cause });
        }
      },
      /** Undefined for a body that says nothing. */
      async refusal(): Promise<unknown> {
        const said = await text(MAX_REFUSAL_BYTES).catch(() => '');
        request.signal.throwIfAborted();
        try {
          return JSON.parse(said) as unknown;
        } catch {
          return undefined;
        }
      },
    };
  }
}

async function send(
  target: HttpTarget,
  { service, body }: HttpQuestion,
  signal: AbortSignal,
): Promise<Response> {
  const form = body instanceof FormData;
  try {
    return await (target.fetch ?? fetch)(serviceUrl(target, service), {
      method: 'POST',
      headers: { ...headersFor(target), ...(form ? {} : { 'content-type': 'application/json' }) },
      body: form ? body : JSON.stringify(body),
      ...guarded,
      signal,
    });
  } catch (cause) {
    throw reasonOf(signal) ?? httpError('unreachable', hostOf(target), { cause });
  }
}

const guarded: RequestInit = {
  redirect: 'manual',
  credentials: 'omit',
  cache: 'no-store',
  referrerPolicy: 'no-referrer',
};

/** Some browsers reject with an error of their own instead of the signal's reason. */
function reasonOf(signal: AbortSignal): Error | undefined {
  return signal.aborted ? (signal.reason as Error) : undefined;
}

/**
 * A busy model and a machine that is switched off are silent alike. When no head has come for a
 * while, a question that any server answers at once tells them apart; without an answer to that,
 * the request ends as `http-unreachable`, long before patience would.
 */
function probeWhenSilent(target: HttpTarget, request: AbortController): () => void {
  const { reachMs } = timeoutsOf(target);
  const probe = linkedAbort(request.signal);
  const lost = (cause?: unknown) => {
    if (!probe.signal.aborted) request.abort(httpError('unreachable', hostOf(target), { cause }));
  };
  let timer = setTimeout(() => {
    timer = setTimeout(lost, reachMs);
    (target.fetch ?? fetch)(serviceUrl(target, 'models'), {
      headers: headersFor(target),
      ...guarded,
      signal: probe.signal,
    }).then((response) => {
      clearTimeout(timer);
      return response.body?.cancel();
    }, lost);
  }, reachMs);
  return () => {
    clearTimeout(timer);
    probe.abort();
  };
}
