import type { Job } from '../jobs/job.ts';
import { UpstreamError } from '../providers/upstream-error.ts';
import type { Target } from '../routing/target.ts';
import type { StopSignal } from '../stop-signal.ts';
import type { ApiCall } from './api-call.ts';
import type { ApiServices } from './api-services.ts';
import { headerText } from './header-text.ts';

/** What decides, besides the call itself, which targets are tried. */
export interface WholeAsk {
  readonly job: Job;
  readonly model: string | undefined;
}

/**
 * An answer that comes in one piece: has one target after another asked for it and writes the
 * headers that say who gave it; the rest of the response is the route's. `ask` returns nothing
 * where a provider cannot do the job.
 * @throws ApiError as `Router.plan` and `Router.run` do; the signal's reason when it fires.
 */
export async function wholeAnswer<T>(
  { router }: Pick<ApiServices, 'router'>,
  { exchange, record, policy, identity, upstream, signal }: ApiCall,
  { job, model }: WholeAsk,
  ask: (target: Target, signal: StopSignal) => Promise<T> | undefined,
): Promise<T> {
  const plan = router.plan({ job, model, policy, identity, upstream });
  record.phase = 'waiting';
  const answer = await router.run(
    plan,
    record,
    async (attempt) => {
      const asked = ask(attempt.target, attempt.signal);
      if (!asked) throw new UpstreamError('garbage');
      const given = await asked;
      attempt.commit();
      return given;
    },
    signal,
  );
  record.phase = 'done';
  exchange.response.setHeader('x-parley-upstream', record.upstream ?? '');
  exchange.response.setHeader('x-parley-model', headerText(record.model ?? ''));
  return answer;
}
