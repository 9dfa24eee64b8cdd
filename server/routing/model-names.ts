import type { Job } from '../jobs/job.ts';
import { TASKS, type ModelRules, type Task } from '../settings/settings-schema.ts';
import builtIn from './built-in-aliases.json' with { type: 'json' };
import { matchesPattern } from './matches-pattern.ts';
import type { Ask } from './router.ts';
import type { RuleMatcher } from './rule-matcher.ts';
import type { Upstream } from './upstream.ts';

const jobOfTask: Readonly<Record<Task, Job>> = {
  quick: 'chat',
  chat: 'chat',
  reason: 'chat',
  embed: 'embed',
  transcribe: 'transcribe',
  speak: 'speak',
};

/** An alias may name an alias; more steps than this are a circle. */
const MAX_STEPS = 5;

/**
 * The models that a name stands for, best first; none when nobody knows it. A model that is
 * served under that name comes before an alias of the settings, a task, and the names that
 * programs written for a cloud ask for.
 */
export function modelsNamed(
  ask: Pick<Ask, 'job' | 'model' | 'talk'>,
  rules: ModelRules,
  upstreams: readonly Upstream[],
  matcher: RuleMatcher,
): readonly string[] {
  const { model = 'auto' } = ask;
  let name = model === 'auto' ? autoTask(ask, rules, matcher) : model;
  for (let step = 0; step < MAX_STEPS; step++) {
    const wanted = name;
    if (upstreams.some((upstream) => upstream.find(wanted, ask.job))) return [wanted];
    const alias = findAlias(rules.aliases, wanted);
    if (alias !== undefined && alias !== wanted) {
      name = alias;
      continue;
    }
    if (isTask(wanted))
      return jobOfTask[wanted] === ask.job ? ofTask(wanted, rules, upstreams) : [];
    const known = findAlias(builtIn[ask.job], wanted);
    if (known === undefined) return [];
    name = known;
  }
  return [];
}

/** The first rule of the settings that fits; the job's own task otherwise. */
function autoTask(
  { job, talk }: Pick<Ask, 'job' | 'talk'>,
  rules: ModelRules,
  matcher: RuleMatcher,
): string {
  if (job !== 'chat') return job;
  const { characters = 0, lastText = '' } = talk ?? {};
  const rule = (rules.auto ?? []).find((it) => matcher.fits(it, characters, lastText));
  return rule?.task ?? 'chat';
}

function ofTask(task: Task, rules: ModelRules, upstreams: readonly Upstream[]): readonly string[] {
  const listed = rules.tasks[task];
  if (listed) return listed;
  const job = jobOfTask[task];
  const ids = [...upstreams]
    .sort((a, b) => a.settings.priority - b.settings.priority)
    .flatMap((upstream) => upstream.served.filter((model) => model.jobs.includes(job)))
    .map((model) => model.id);
  return [...new Set(ids)];
}

function findAlias(aliases: Readonly<Record<string, string>>, name: string): string | undefined {
  if (Object.hasOwn(aliases, name)) return aliases[name];
  return Object.entries(aliases).find(([pattern]) => matchesPattern(name, pattern))?.[1];
}

function isTask(name: string): name is Task {
  return (TASKS as readonly string[]).includes(name);
}
