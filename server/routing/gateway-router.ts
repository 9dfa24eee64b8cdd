import { ApiError } from '../api-error.ts';
import { UpstreamError } from '../providers/upstream-error.ts';
import type { Settings } from '../settings/settings-schema.ts';
import type { AttemptReport } from '../jobs/journey.ts';
import type { Candidate } from './candidate.ts';
import { CandidatePicker } from './candidate-picker.ts';
import { clientError } from './client-error.ts';
import type { Clock } from '../clock.ts';
import type { HealthMonitor } from './health-monitor.ts';
import { matchesPattern } from './matches-pattern.ts';
import { modelsNamed } from './model-names.ts';
import { policyAllows } from './policy-wall.ts';
import type { Ask, Plan, Router } from './router.ts';
import type { Journey } from '../jobs/journey.ts';
import type { RuleMatcher } from './rule-matcher.ts';
import type { Slots } from './slots.ts';
import type { Attempt } from './target.ts';
import type { Upstream } from './upstream.ts';
import type { StopSignal } from '../stop-signal.ts';

export interface RouterParts {
  readonly settings: () => Settings;
  readonly upstreams: () => readonly Upstream[];
  readonly health: HealthMonitor;
  readonly slots: Slots;
  readonly matcher: RuleMatcher;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onAttempt: (report: AttemptReport) => void;
}

/** Chooses upstreams, tries them one after another, and learns from how it went. */
export class GatewayRouter implements Router {
  readonly #parts: RouterParts;

  constructor(parts: RouterParts) {
    this.#parts = parts;
  }

  plan(ask: Ask): Plan {
    const { settings, matcher } = this.#parts;
    const upstreams = this.#upstreamsFor(ask);
    const named = modelsNamed(ask, settings().models, upstreams, matcher);
    const known = named.filter((name) => upstreams.some((it) => it.find(name, ask.job)));
    if (known.length === 0) {
      const silent = upstreams.some((it) => it.state !== 'off' && it.served.length === 0);
      if (named.length > 0 || upstreams.length === 0 || ask.model === undefined || silent) {
        throw new ApiError(503, 'no_upstream', 'No machine that could do this is known or awake.', {
          retryAfterMs: 5000,
        });
      }
      throw new ApiError(404, 'model_not_found', 'This companion knows no model of that name.', {
        param: 'model',
      });
    }
    const { models: allowed } = ask.identity.scopes;
    const models = known.filter((name) => !allowed || this.#permits(allowed, name, ask));
    if (models.length === 0) {
      throw new ApiError(403, 'model_forbidden', 'This key may not use that model.', {
        param: 'model',
      });
    }
    const reachable = upstreams.some(
      (upstream) =>
        this.#mayUse(upstream, ask) && models.some((name) => upstream.find(name, ask.job)),
    );
    if (!reachable) {
      throw policyForbids();
    }
    return { ask, models };
  }

  async run<T>(
    plan: Plan,
    journey: Journey,
    work: (attempt: Attempt) => Promise<T>,
    signal: StopSignal,
  ): Promise<T> {
    const { settings, slots, health } = this.#parts;
    const startedMs = this.#parts.clock.monotonicMs();
    const picker = new CandidatePicker(this.#parts, () => this.#candidates(plan), signal);
    let last: UpstreamError | undefined;
    for (let attempts = settings().attempts; attempts > 0; attempts--) {
      const found = picker.next(last);
      // Where nothing has to be waited for, the call goes out in this very turn.
      const candidate = found instanceof Promise ? await found : found;
      if (!candidate) break;
      try {
        return await this.#attempt(plan, candidate, journey, startedMs, work, signal);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (!(error instanceof FailedAttempt)) throw error;
        last = error.error;
        health.failed(candidate.upstream, last);
        if (error.committed || !last.retryable) throw clientError(last);
        picker.failed(candidate, last);
      } finally {
        slots.release(candidate.upstream);
      }
    }
    if (last) throw clientError(last);
    throw new ApiError(503, 'no_upstream', 'No machine that could do this is awake.', {
      retryAfterMs: 5000,
    });
  }

  async #attempt<T>(
    { ask }: Plan,
    { upstream, model, state }: Candidate,
    journey: Journey,
    startedMs: number,
    work: (attempt: Attempt) => Promise<T>,
    signal: StopSignal,
  ): Promise<T> {
    const { clock, health, onAttempt } = this.#parts;
    // The wall a second time: whatever chose it, nothing crosses here.
    if (!this.#mayUse(upstream, ask)) {
      state.abandoned();
      throw policyForbids();
    }
    const beganMs = clock.monotonicMs();
    let firstMs: number | undefined;
    journey.attempts++;
    journey.upstream = upstream.name;
    journey.model = model.id;
    const ended = (outcome: string) =>
      onAttempt({
        upstream: upstream.name,
        model: model.id,
        job: ask.job,
        outcome,
        durationMs: clock.monotonicMs() - beganMs,
      });
    try {
      const result = await work({
        target: { provider: upstream.provider, settings: upstream.settings, model: model.id },
        signal,
        commit: () => {
          if (firstMs !== undefined) return;
          firstMs = clock.monotonicMs();
          journey.firstContentMs = firstMs - startedMs;
          state.measuredFirstToken(firstMs - beganMs);
        },
        tokens: (count) => {
          const seconds = (clock.monotonicMs() - (firstMs ?? beganMs)) / 1000;
          if (count > 1 && seconds > 0) state.measuredSpeed(count / seconds);
        },
      });
      state.succeeded();
      health.worked(upstream);
      ended('ok');
      return result;
    } catch (error) {
      if (signal.aborted || !(error instanceof UpstreamError)) {
        state.abandoned();
        ended(signal.aborted ? 'left' : 'failed');
        throw error;
      }
      state.failed(error);
      ended(error.failure === 'status' ? `status-${error.facts.status ?? 0}` : error.failure);
      throw new FailedAttempt(error, firstMs !== undefined);
    }
  }

  /** All upstreams, or the one that the request wants. */
  #upstreamsFor({ upstream: wanted }: Ask): readonly Upstream[] {
    const all = this.#parts.upstreams();
    if (wanted === undefined) return all;
    const one = all.find(({ name }) => name === wanted);
    if (!one) {
      throw new ApiError(
        404,
        'upstream_not_found',
        'This companion has no upstream of the name in X-Parley-Upstream.',
      );
    }
    if (one.state === 'off') {
      throw new ApiError(
        503,
        'no_upstream',
        'The upstream in X-Parley-Upstream is off: the companion lacks its key.',
      );
    }
    return [one];
  }

  #candidates({ ask, models }: Plan): Candidate[] {
    const found: Candidate[] = [];
    for (const upstream of this.#parts.upstreams()) {
      if (!this.#mayUse(upstream, ask)) continue;
      for (const name of models) {
        const model = upstream.find(name, ask.job);
        if (!model) continue;
        found.push({ upstream, model, state: upstream.modelState(model.id) });
        break;
      }
    }
    return found;
  }

  #mayUse(upstream: Upstream, { policy, identity, upstream: wanted }: Ask): boolean {
    return (
      upstream.state !== 'off' &&
      (wanted === undefined || wanted === upstream.name) &&
      policyAllows(policy, upstream.settings.privacy, identity.onThisMachine)
    );
  }

  #permits(allowed: readonly string[], name: string, { model }: Ask): boolean {
    return allowed.some(
      (pattern) => matchesPattern(name, pattern) || (model !== undefined && model === pattern),
    );
  }
}

function policyForbids(): ApiError {
  return new ApiError(
    403,
    'policy_forbids',
    'The policy of this lesson does not let its words go where that model is.',
    { param: 'model' },
  );
}

/** An upstream's failure, and whether content had reached the client by then. */
class FailedAttempt extends Error {
  readonly error: UpstreamError;
  readonly committed: boolean;

  constructor(error: UpstreamError, committed: boolean) {
    super(error.message, { cause: error });
    this.error = error;
    this.committed = committed;
  }
}
