import type { Candidate, Route, Situation } from './candidate.ts';
import figures from './route-figures.json' with { type: 'json' };

/** A decision as it is kept: what it was made from, and what came of it. Holds no learner's word. */
interface Decision extends Situation, Route {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Facts of the targets that could be asked; of the others the reason is enough. */
  readonly candidates: readonly Candidate[];
  /** Targets that failed in this call, with the code of the error. */
  readonly failed: { readonly id: string; readonly code: string }[];
}

/** Adds what became of a decision. */
export type NoteFailure = (id: string, code: string) => void;

/** The last decisions. */
export class DecisionLog {
  #kept: Decision[] = [];
  readonly #date: () => Date;

  constructor(date: () => Date) {
    this.#date = date;
  }

  add(situation: Situation, route: Route): NoteFailure {
    const asked = new Set(route.order.map(({ id }) => id));
    const decision: Decision = {
      at: this.#date().toISOString(),
      ...situation,
      ...route,
      candidates: situation.candidates.filter(({ id }) => asked.has(id)),
      failed: [],
    };
    this.#kept.push(decision);
    if (this.#kept.length > figures.keptDecisions) this.#kept.shift();
    return (id, code) => decision.failed.push({ id, code });
  }

  /** Newest first. */
  get entries(): readonly Decision[] {
    return [...this.#kept].reverse();
  }

  /** All of them as JSON. */
  export(): Blob {
    const text = JSON.stringify({ format: 'parley-decisions-1', decisions: this.entries });
    return new Blob([text], { type: 'application/json' });
  }
}
