import { ApiError } from '../api-error.ts';
import type { Clock } from '../clock.ts';
import type { UpstreamError } from '../providers/upstream-error.ts';
import { chooseCandidate, isAvailable, type Candidate } from './candidate.ts';
import type { HealthMonitor } from './health-monitor.ts';
import type { ModelState } from './model-state.ts';
import { pause } from './pause.ts';
import type { Slots } from './slots.ts';
import type { StopSignal } from '../stop-signal.ts';

/** The longest that a request waits for an upstream which asked for patience. */
const MAX_COOLDOWN_WAIT_MS = 3000;
const FIRST_BACKOFF_MS = 150;

export interface PickerParts {
  readonly health: HealthMonitor;
  readonly slots: Slots;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Finds the next candidate of one request; remembers what was tried and what cannot help. */
export class CandidatePicker {
  readonly #parts: PickerParts;
  readonly #candidates: () => Candidate[];
  readonly #signal: StopSignal;
  readonly #tried = new Set<ModelState>();
  readonly #excluded = new Set<ModelState>();
  #neededTokens = 0;
  #backoffMs = FIRST_BACKOFF_MS;

  constructor(parts: PickerParts, candidates: () => Candidate[], signal: StopSignal) {
    this.#parts = parts;
    this.#candidates = candidates;
    this.#signal = signal;
  }

  /** An attempt failed in a way that permits another one. */
  failed({ model, state }: Candidate, error: UpstreamError): void {
    this.#tried.add(state);
    if (error.facts.refusal !== undefined || error.misconfigured) this.#excluded.add(state);
    if (error.facts.refusal === 'context-length') {
      this.#neededTokens = Math.max(this.#neededTokens, model.contextTokens ?? 0);
    }
  }

  /**
   * The next candidate, with its slot taken and its breaker told; undefined when none is left.
   * @throws ApiError when waiting makes no sense; the signal's reason when it fires.
   */
  next(last: UpstreamError | undefined): Candidate | undefined | Promise<Candidate | undefined> {
    // The best machines are well and free, and this is the first try: the ordinary case.
    const chosen = last ? undefined : this.#atOnce();
    if (!chosen) return this.#search(last);
    this.#parts.slots.take(chosen.upstream);
    return begun(chosen);
  }

  /** What `#search` would choose, where it has nothing to wake, to wait for or to leave out. */
  #atOnce(): Candidate | undefined {
    const nowMs = this.#parts.clock.monotonicMs();
    const all = this.#candidates();
    for (const it of all) {
      if (!it.upstream.hasSlot || !isAvailable(it, nowMs)) return undefined;
    }
    return chooseCandidate(all, this.#parts.random);
  }

  async #search(last: UpstreamError | undefined): Promise<Candidate | undefined> {
    const { clock, random, slots, health } = this.#parts;
    for (;;) {
      const all = this.#candidates();
      const usable = all.filter((it) => this.#couldHelp(it));
      for (const { upstream } of usable) if (upstream.state === 'asleep') health.wake(upstream);
      const nowMs = clock.monotonicMs();
      const available = usable.filter((it) => isAvailable(it, nowMs));
      const fresh = available.filter((it) => !this.#tried.has(it.state));
      if (fresh.length === 0 && available.length > 0) await this.#backOff(last);
      const wanted =
        fresh.length > 0 ? fresh : available.filter((it) => isAvailable(it, clock.monotonicMs()));
      if (wanted.length > 0) {
        const chosen = chooseCandidate(
          wanted.filter((it) => it.upstream.hasSlot),
          random,
        );
        if (chosen) {
          slots.take(chosen.upstream);
          return begun(chosen);
        }
        const won = await slots.wait(new Set(wanted.map((it) => it.upstream)), this.#signal);
        const winner = wanted.find((it) => it.upstream === won);
        if (winner && isAvailable(winner, clock.monotonicMs())) return begun(winner);
        slots.release(won);
        continue;
      }
      if (available.length > 0) continue;
      const blocked = await this.#unblock(usable, last);
      if (blocked !== 'look again') return blocked;
    }
  }

  #couldHelp({ model, state, upstream }: Candidate): boolean {
    if (this.#excluded.has(state) || upstream.state === 'refused') return false;
    return this.#neededTokens === 0 || (model.contextTokens ?? Infinity) > this.#neededTokens;
  }

  /** The same machine again: give it a moment. */
  async #backOff(last: UpstreamError | undefined): Promise<void> {
    const busy = last?.failure === 'busy' ? 10 : 1;
    await pause(this.#backoffMs * busy * (0.5 + this.#parts.random()), this.#signal);
    this.#backoffMs *= 3;
  }

  /** Nobody is available: wake one up, wait a little for one, or try the one that is next in line. */
  async #unblock(
    usable: readonly Candidate[],
    last: UpstreamError | undefined,
  ): Promise<Candidate | undefined | 'look again'> {
    const { clock, health, slots } = this.#parts;
    const nowMs = clock.monotonicMs();
    const sleeper = usable.find(({ upstream }) => upstream.state === 'asleep');
    if (sleeper) {
      if (await health.awake(sleeper.upstream, this.#signal)) return 'look again';
      this.#excluded.add(sleeper.state);
      return 'look again';
    }
    const [next] = [...usable].sort(
      (a, b) =>
        Number(this.#tried.has(a.state)) - Number(this.#tried.has(b.state)) ||
        a.state.breaker.freeAtMs(nowMs) - b.state.breaker.freeAtMs(nowMs),
    );
    if (!next) {
      if (last) return undefined;
      throw new ApiError(503, 'no_upstream', 'No machine that could do this is awake.', {
        retryAfterMs: 5000,
      });
    }
    if (next.state.breaker.cooling(nowMs)) {
      const waitMs = next.state.breaker.freeAtMs(nowMs) - nowMs;
      if (waitMs > MAX_COOLDOWN_WAIT_MS) {
        throw new ApiError(
          429,
          'rate_limit_exceeded',
          'The model has more work than it takes; try again later.',
          { retryAfterMs: waitMs },
        );
      }
      await pause(waitMs + 1, this.#signal);
      return 'look again';
    }
    if (this.#tried.has(next.state)) await this.#backOff(last);
    if (next.upstream.hasSlot) slots.take(next.upstream);
    else await slots.wait(new Set([next.upstream]), this.#signal);
    return begun(next);
  }
}

/** In the same turn as the choice, so that a half-open breaker lets exactly one through. */
function begun(candidate: Candidate): Candidate {
  candidate.state.begin();
  return candidate;
}
