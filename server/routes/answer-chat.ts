import { hash } from 'node:crypto';
import { ApiError } from '../api-error.ts';
import type { AnswerCache } from '../cache/answer-cache.ts';
import { canonicalJson } from '../cache/canonical-json.ts';
import type { FlightCrew } from '../cache/chat-flight.ts';
import type { ChatFlights } from '../cache/chat-flights.ts';
import { answerAsChunk } from '../providers/answer-as-chunk.ts';
import { ChatCollector } from '../providers/chat-collector.ts';
import type { ChatAnswer } from '../jobs/chat.ts';
import { UpstreamError } from '../providers/upstream-error.ts';
import type { Plan } from '../routing/router.ts';
import type { Attempt } from '../routing/target.ts';
import type { ApiCall } from './api-call.ts';
import type { CallRecord } from '../jobs/call-record.ts';
import type { ApiServices } from './api-services.ts';
import { ChatBodySink } from './chat-body-sink.ts';
import type { ChatRequest } from '../requests/chat-request.ts';
import { hasContent, type ChatSink, type Origin } from './chat-sink.ts';
import { ChatStreamSink } from './chat-stream-sink.ts';
import type { StopSignal } from '../stop-signal.ts';

/** An answer that several may read is kept whole, so it has an end. */
const MAX_SHARED_CHARACTERS = 2_000_000;

export interface ChatServices extends ApiServices {
  readonly cache: AnswerCache;
  readonly flights: ChatFlights;
}

/** Answers one chat request, from the cache, with others, or alone. */
export async function answerChat(
  services: ChatServices,
  call: ApiCall,
  request: ChatRequest,
): Promise<void> {
  const { record, exchange, requestId, policy, identity, upstream } = call;
  const { model, talk, stream, includeUsage } = request;
  record.streamed = stream;
  const plan = services.router.plan({ job: 'chat', model, policy, identity, upstream, talk });
  record.phase = 'waiting';
  const common = {
    id: `chatcmpl-${requestId.slice(4)}`,
    created: Math.floor(services.clock.epochMs() / 1000),
    onUsage: (usage: { prompt_tokens: number; completion_tokens: number }) => {
      record.promptTokens = usage.prompt_tokens;
      record.completionTokens = usage.completion_tokens;
    },
  };
  const sink: ChatSink = stream
    ? new ChatStreamSink(exchange.response, {
        ...common,
        includeUsage,
        onFirstContent: () => (record.phase = 'streaming'),
      })
    : new ChatBodySink(exchange, common);
  try {
    if (mayShare(call, request)) await answerShared(services, call, plan, request, sink);
    else {
      record.cache = 'bypass';
      await services.router.run(
        plan,
        record,
        (attempt) => tryChat(attempt, request, sink, stream),
        call.signal,
      );
      sink.finish(originOf(record));
    }
    record.phase = 'done';
  } catch (error) {
    if (!(error instanceof ApiError) || !sink.fail(error)) throw error;
    record.error = error.code;
  }
}

/** Only where the same question has the same answer, or where the client says so. */
function mayShare({ exchange }: ApiCall, { parameters }: ChatRequest): boolean {
  const wish = exchange.request.headers['x-parley-cache'];
  if (wish === 'no') return false;
  return wish === 'yes' || parameters['temperature'] === 0;
}

/**
 * One attempt. `live` says that pieces reach somebody as they come: then the first content ends
 * all trying. A body is sent when it is whole, and until then nothing is lost by another attempt.
 */
async function tryChat(
  attempt: Attempt,
  { messages, parameters, stream }: ChatRequest,
  sink: ChatSink,
  live: boolean,
): Promise<void> {
  const { target, signal } = attempt;
  const { provider, settings, model } = target;
  const origin = { upstream: settings.name, model };
  const chat = { model, messages, parameters };
  sink.restart();
  if (!stream && provider.complete) {
    const answer = await provider.complete(chat, signal);
    attempt.commit();
    sink.whole(answer, origin);
    return;
  }
  if (!provider.chat) throw new UpstreamError('garbage');
  let over = false;
  let completion = 0;
  try {
    await provider.chat(
      chat,
      {
        chunk: (chunk) => {
          // A piece that comes after the end of its attempt belongs to no answer.
          if (over || signal.aborted) return true;
          if (live && hasContent(chunk)) attempt.commit();
          completion = chunk.usage?.completion_tokens ?? completion;
          return sink.chunk(chunk, origin);
        },
        ready: () => sink.ready(),
        loading: () => undefined,
      },
      signal,
    );
  } finally {
    over = true;
  }
  attempt.commit();
  attempt.tokens(completion);
}

async function answerShared(
  services: ChatServices,
  { record, signal, exchange, policy, identity, upstream }: ApiCall,
  plan: Plan,
  request: ChatRequest,
  sink: ChatSink,
): Promise<void> {
  const { cache, flights } = services;
  const { messages, parameters } = request;
  const [served] = plan.models;
  const key = hash(
    'sha256',
    canonicalJson([policy, identity.tenant, upstream, served, messages, parameters]),
  );
  const { response } = exchange;
  const kept = flights.find(key) ? undefined : await cache.get(key);
  if (kept) {
    record.cache = 'hit';
    record.upstream = kept.upstream;
    record.model = kept.model;
    response.setHeader('x-parley-cache', 'hit');
    sink.whole(kept.answer, kept);
    sink.finish(kept);
    return;
  }
  const joined = flights.find(key);
  record.cache = joined ? 'coalesced' : 'miss';
  response.setHeader('x-parley-cache', record.cache);
  const flight =
    joined ?? flights.begin(key, (crew, stop) => fly(services, plan, request, crew, stop, key));
  try {
    await flight.join(
      {
        chunk: (chunk) => sink.chunk(chunk, originOf(flight.journey)),
        restart: () => sink.restart(),
      },
      signal,
    );
    sink.finish(originOf(flight.journey));
  } finally {
    record.attempts = joined ? 0 : flight.journey.attempts;
    record.upstream = flight.journey.upstream;
    record.model = flight.journey.model;
    record.firstContentMs = flight.journey.firstContentMs;
  }
}

/** Makes a call for everybody who reads it, and keeps its answer when it ended by itself. */
async function fly(
  { router, cache }: ChatServices,
  plan: Plan,
  request: ChatRequest,
  crew: FlightCrew,
  signal: StopSignal,
  key: string,
): Promise<void> {
  let collector = new ChatCollector();
  const sink: ChatSink = {
    chunk: (chunk) => {
      collector.add(chunk);
      if (collector.characters > MAX_SHARED_CHARACTERS) throw new UpstreamError('too-large');
      return crew.chunk(chunk);
    },
    whole: (answer) => {
      const chunk = answerAsChunk(answer);
      collector.add(chunk);
      crew.chunk(chunk);
    },
    ready: () => Promise.resolve(),
    restart: () => {
      collector = new ChatCollector();
      crew.restart();
    },
    finish: () => undefined,
    fail: () => false,
  };
  await router.run(plan, crew.journey, (attempt) => tryChat(attempt, request, sink, true), signal);
  const answer = collector.answer();
  if (!signal.aborted && endedByItself(answer)) {
    void cache.set(key, { answer, ...originOf(crew.journey) });
  }
}

function endedByItself({ choices }: ChatAnswer): boolean {
  return choices.length > 0 && choices.every(({ finishReason }) => finishReason === 'stop');
}

function originOf({ upstream = '', model = '' }: Pick<CallRecord, 'upstream' | 'model'>): Origin {
  return { upstream, model };
}
