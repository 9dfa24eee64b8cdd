import type { ModelState } from './model-state.ts';
import type { ServedModel } from './served-models.ts';
import type { Upstream } from './upstream.ts';

/** One upstream and one of its models that could do a piece of work. */
export interface Candidate {
  readonly upstream: Upstream;
  readonly model: ServedModel;
  readonly state: ModelState;
}

/** Whether it is well and its breaker lets a call through. */
export function isAvailable({ upstream, state }: Candidate, nowMs: number): boolean {
  return (upstream.state === 'ok' || upstream.state === 'unknown') && state.breaker.allows(nowMs);
}

/**
 * The best of some candidates: the lowest priority number; among equals the better of two drawn by
 * chance, which spreads work without every companion running to the same machine.
 */
export function chooseCandidate(
  candidates: readonly Candidate[],
  random: () => number,
): Candidate | undefined {
  if (candidates.length <= 1) return candidates[0];
  const best = Math.min(...candidates.map(({ upstream }) => upstream.settings.priority));
  const tier = candidates.filter(({ upstream }) => upstream.settings.priority === best);
  if (tier.length <= 1) return tier[0];
  const one = Math.floor(random() * tier.length) % tier.length;
  const other = (one + 1 + Math.floor(random() * (tier.length - 1))) % tier.length;
  const [a, b] = [tier[one] as Candidate, tier[other] as Candidate];
  if (a.state.cost !== b.state.cost) return a.state.cost < b.state.cost ? a : b;
  const price = ({ upstream }: Candidate) => upstream.settings.costPerMillionTokens ?? 0;
  return price(a) <= price(b) ? a : b;
}
