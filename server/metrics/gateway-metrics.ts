import type { ServiceState } from '../../src/contracts/api.ts';
import type { AttemptReport } from '../jobs/journey.ts';
import type { CallRecord } from '../jobs/call-record.ts';
import { Counter, Gauge, Histogram, type Count, type Metric, type Series } from './registry.ts';

const durations = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const counts = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536];
const breakerNumber = { closed: 0, 'half-open': 1, open: 2 } as const;

/** What is told of an upstream at the moment somebody asks. */
export interface MeasuredUpstream {
  readonly name: string;
  readonly state: ServiceState;
  readonly inflight: number;
  readonly served: readonly { readonly id: string }[];
  modelState(id: string): {
    readonly breaker: { state(nowMs: number): keyof typeof breakerNumber };
    readonly firstTokenMs: number | null;
  };
}

/** `GET /api/metrics`. */
export interface MetricsSummary {
  readonly requests: number;
  readonly hits: number;
  readonly misses: number;
  readonly errors: number;
  readonly active: number;
  readonly firstContentMs: number | null;
  readonly upstreams: Readonly<
    Record<
      string,
      { readonly inflight: number; readonly attempts: number; readonly firstTokenMs: number | null }
    >
  >;
}

/** What is measured of the attempts of one kind. */
interface AttemptSeries {
  readonly upstream: string;
  readonly model: string;
  readonly job: AttemptReport['job'];
  readonly outcome: string;
  readonly count: Count;
  readonly seconds: Series;
}

/** What is measured of the calls of one job, model and end. */
interface CallSeries {
  readonly job: string;
  readonly model: string;
  readonly ended: string;
  readonly seconds: Series;
  readonly first: Series;
  readonly input: Series;
  readonly output: Series;
}

/** What the companion counts. Labels are names from settings and upstreams, never a client's. */
export class GatewayMetrics {
  readonly #upstreams: () => readonly MeasuredUpstream[];
  readonly #nowMs: () => number;
  readonly #requests = new Histogram(
    'gen_ai_server_request_duration_seconds',
    'Requests by job, model and how they ended.',
    durations,
  );
  readonly #firstToken = new Histogram(
    'gen_ai_server_time_to_first_token_seconds',
    'From the request to the first content.',
    durations,
  );
  readonly #operations = new Histogram(
    'gen_ai_client_operation_duration_seconds',
    'Attempts at upstreams.',
    durations,
  );
  readonly #tokens = new Histogram('gen_ai_client_token_usage', 'Tokens per request.', counts);
  readonly #attempts = new Counter('gateway_attempts_total', 'Attempts at upstreams by outcome.');
  readonly #cache = new Counter(
    'gateway_cache_requests_total',
    'Chat requests by what the cache did.',
  );
  readonly #rejections = new Counter(
    'gateway_ratelimit_rejections_total',
    'Requests over a limit.',
  );
  readonly #aborts = new Counter(
    'gateway_client_aborts_total',
    'Clients that left, by how far they were.',
  );
  readonly #malformed = new Counter(
    'gateway_malformed_lines_total',
    'Lines of upstreams that were dropped.',
  );
  readonly #all: readonly Metric[];
  readonly #attemptsBy = new Map<string, AttemptSeries>();
  #lastAttempt: AttemptSeries | undefined;
  readonly #callsBy = new Map<string, CallSeries>();
  #lastCall: CallSeries | undefined;
  readonly #cacheBy = new Map<NonNullable<CallRecord['cache']>, Count>();
  #count = 0;
  #errors = 0;
  active = 0;

  constructor(upstreams: () => readonly MeasuredUpstream[], nowMs: () => number) {
    this.#upstreams = upstreams;
    this.#nowMs = nowMs;
    this.#all = [
      this.#requests,
      this.#firstToken,
      this.#operations,
      this.#tokens,
      this.#attempts,
      this.#cache,
      this.#rejections,
      this.#aborts,
      this.#malformed,
      new Gauge('gateway_inflight', 'Requests in work.', () => [[{}, this.active]]),
      new Gauge('gateway_upstream_healthy', 'Whether an upstream answers.', () =>
        upstreams().map((it) => [{ provider: it.name }, it.state === 'ok' ? 1 : 0]),
      ),
      new Gauge('gateway_breaker_state', '0 closed, 1 half-open, 2 open.', () => this.#breakers()),
      new Gauge('process_resident_memory_bytes', 'Memory in use.', () => [
        [{}, process.memoryUsage.rss()],
      ]),
      new Gauge('process_cpu_seconds_total', 'Processor time used.', () => {
        const { user, system } = process.cpuUsage();
        return [[{}, (user + system) / 1e6]];
      }),
    ];
  }

  attempt({ upstream, model, job, outcome, durationMs }: AttemptReport): void {
    let kept = this.#lastAttempt;
    // Nearly every attempt is of the same kind as the one before.
    if (
      kept?.upstream !== upstream ||
      kept.model !== model ||
      kept.job !== job ||
      kept.outcome !== outcome
    ) {
      kept = this.#attemptsOf(upstream, model, job, outcome);
      this.#lastAttempt = kept;
    }
    kept.count.value++;
    kept.seconds.observe(durationMs / 1000);
  }

  #attemptsOf(
    upstream: string,
    model: string,
    job: AttemptReport['job'],
    outcome: string,
  ): AttemptSeries {
    const names = `${upstream}\n${model}\n${job}\n${outcome}`;
    let kept = this.#attemptsBy.get(names);
    if (!kept) {
      kept = {
        upstream,
        model,
        job,
        outcome,
        count: this.#attempts.of({ provider: upstream, model, outcome }),
        seconds: this.#operations.of({
          gen_ai_operation_name: job,
          gen_ai_provider_name: upstream,
          gen_ai_response_model: model,
        }),
      };
      this.#attemptsBy.set(names, kept);
    }
    return kept;
  }

  /** A call ended, however it did. */
  finished(record: CallRecord, status: number): void {
    this.#count++;
    if (status >= 500 || record.error !== undefined) this.#errors++;
    const { seconds, first, input, output } = this.#seriesOf(record, status);
    seconds.observe((this.#nowMs() - record.startedMs) / 1000);
    if (record.firstContentMs !== undefined) first.observe(record.firstContentMs / 1000);
    if (record.promptTokens !== undefined) input.observe(record.promptTokens);
    if (record.completionTokens !== undefined) output.observe(record.completionTokens);
    if (record.cache !== undefined) {
      let count = this.#cacheBy.get(record.cache);
      if (!count) {
        count = this.#cache.of({ result: record.cache });
        this.#cacheBy.set(record.cache, count);
      }
      count.value++;
    }
  }

  /** Looked up once for each: names of jobs, models and errors are few. */
  #seriesOf(record: CallRecord, status: number): CallSeries {
    const { model = 'other', error } = record;
    const job: string = record.job ?? 'list';
    const ended = error ?? (status >= 400 ? String(status) : '');
    const last = this.#lastCall;
    if (last?.job === job && last.model === model && last.ended === ended) return last;
    const names = `${job}\n${model}\n${ended}`;
    let series = this.#callsBy.get(names);
    if (!series) {
      const own = { gen_ai_operation_name: job, gen_ai_response_model: model };
      series = {
        job,
        model,
        ended,
        seconds: this.#requests.of({ ...own, error_type: ended }),
        first: this.#firstToken.of(own),
        input: this.#tokens.of({ ...own, gen_ai_token_type: 'input' }),
        output: this.#tokens.of({ ...own, gen_ai_token_type: 'output' }),
      };
      this.#callsBy.set(names, series);
    }
    this.#lastCall = series;
    return series;
  }

  rejected(scope: string): void {
    this.#rejections.add({ scope });
  }

  left(phase: CallRecord['phase']): void {
    this.#aborts.add({ phase });
  }

  malformed(): void {
    this.#malformed.add({});
  }

  /** The Prometheus text format. */
  render(): string {
    return this.#all.map((metric) => metric.render()).join('');
  }

  summary(): MetricsSummary {
    const mean = this.#firstToken.mean();
    return {
      requests: this.#count,
      hits: this.#cache.total({ result: 'hit' }) + this.#cache.total({ result: 'coalesced' }),
      misses: this.#cache.total({ result: 'miss' }),
      errors: this.#errors,
      active: this.active,
      firstContentMs: mean === null ? null : mean * 1000,
      upstreams: Object.fromEntries(
        this.#upstreams().map((upstream) => [
          upstream.name,
          {
            inflight: upstream.inflight,
            attempts: this.#attempts.total({ provider: upstream.name }),
            firstTokenMs: fastest(upstream),
          },
        ]),
      ),
    };
  }

  *#breakers(): Iterable<readonly [Record<string, string>, number]> {
    for (const upstream of this.#upstreams()) {
      for (const { id } of upstream.served) {
        const state = upstream.modelState(id).breaker.state(this.#nowMs());
        yield [{ provider: upstream.name, model: id }, breakerNumber[state]];
      }
    }
  }
}

function fastest(upstream: MeasuredUpstream): number | null {
  const known = upstream.served
    .map(({ id }) => upstream.modelState(id).firstTokenMs)
    .filter((ms) => ms !== null);
  return known.length === 0 ? null : Math.min(...known);
}
