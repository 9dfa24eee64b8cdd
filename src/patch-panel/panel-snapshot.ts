import type { Job, Sentence } from '../contracts/route.ts';
import { makesMistakes } from './model-quality.ts';
import type { JobView, TargetView } from './panel-view.ts';
import type { Scope, Switchboard } from './switchboard.ts';
import type { TargetFacts } from './target.ts';

/** Said instead where no lesson is open: nothing leaves this device then, and no lesson says so. */
const WITHOUT_LESSON: Readonly<Record<string, string>> = {
  'route.walled.device-only': 'route.noLesson',
  'route.policyHere': 'route.noLessonHere',
  'route.noneAllowed': 'route.noLessonNone',
};

/** One job as screens see it. `inLesson`: the scope is a lesson's and not the strictest there is. */
export function jobView(board: Switchboard, job: Job, scope: Scope, inLesson: boolean): JobView {
  const { order, passedOver, because } = board.look(job, scope);
  const targets = new Map<string, TargetFacts>(
    board.targets(job).map((target) => [target.id, target]),
  );
  const said = (sentence: Sentence): Sentence => {
    const key = inLesson ? undefined : WITHOUT_LESSON[sentence.key];
    return key ? { ...sentence, key } : sentence;
  };
  /** `state` is given for what is not tried. */
  const view = (id: string, why: Sentence, state?: TargetView['state']): TargetView[] => {
    const target = targets.get(id);
    if (!target) return [];
    const { place, name, label: engine } = target;
    return [
      {
        id,
        place,
        name,
        engine,
        makesMistakes: makesMistakes(job, target.quality),
        tried: state === undefined,
        state: state ?? target.now().state,
        because: said(why),
        ...board.parts.runs.speedOf(target),
        recentMs: board.parts.runs.recentMs(id),
      },
    ];
  };
  return {
    job,
    current: order[0]?.id ?? null,
    because: said(because),
    override: board.parts.choices.routeOverrides[job] ?? null,
    targets: [
      ...order.flatMap((each) => view(each.id, each.because)),
      ...passedOver.flatMap((each) => view(each.id, each.because, each.state)),
    ],
  };
}
