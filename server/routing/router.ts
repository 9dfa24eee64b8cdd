import type { Policy } from '../../src/contracts/lesson.ts';
import type { Identity } from '../access/identity.ts';
import type { Journey } from '../jobs/journey.ts';
import type { Job } from '../jobs/job.ts';
import type { Attempt } from './target.ts';
import type { StopSignal } from '../stop-signal.ts';

/** What is asked, as far as it decides where it goes. */
export interface Ask {
  readonly job: Job;
  /** As the client named it; `auto` and absence let the companion choose. */
  readonly model: string | undefined;
  readonly policy: Policy;
  readonly identity: Identity;
  /** The only upstream that may answer, by its name in the settings; any of them when absent. */
  readonly upstream?: string | undefined;
  /** What `auto` looks at. */
  readonly talk?: { readonly characters: number; readonly lastText: string };
}

/** A resolved question: which models would do. */
export interface Plan {
  readonly ask: Ask;
  /** The models that may answer, best first, by the name they are served under. */
  readonly models: readonly string[];
}

/** Chooses upstreams and tries them one after another. */
export interface Router {
  /**
   * @throws ApiError 404 `upstream_not_found`, 404 `model_not_found`, 403 `policy_forbids` when every upstream with the model
   * lies beyond what the policy allows, 403 `model_forbidden` when the key may not use it.
   */
  plan(ask: Ask): Plan;
  /**
   * Calls `work` with one target after another until it resolves, at most as often as the settings
   * say and never after a commit.
   * @throws ApiError for what the client is to be told; the signal's reason when it fires.
   */
  run<T>(
    plan: Plan,
    journey: Journey,
    work: (attempt: Attempt) => Promise<T>,
    signal: StopSignal,
  ): Promise<T>;
}
