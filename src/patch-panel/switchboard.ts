import { ParleyError } from '../base/parley-error.ts';
import { primaryLanguage } from '../base/primary-language.ts';
import type { ChatTask } from '../contracts/engine.ts';
import type { Policy } from '../contracts/lesson.ts';
import type { Job, SpeedFigures } from '../contracts/route.ts';
import type { Settings } from '../contracts/settings.ts';
import type { Candidate, InUse, Route, Situation } from './candidate.ts';
import { chooseRoute } from './choose-route.ts';
import type { DecisionLog, NoteFailure } from './decision-log.ts';
import type { MemoryKeeper } from './memory-keeper.ts';
import { originOf, type LeaveAnswer } from './leave-answers.ts';
import type { PutAside } from './put-aside.ts';
import figures from './route-figures.json' with { type: 'json' };
import type { RunRecords } from './run-records.ts';
import type { AnyTarget, Target, TargetFacts, TargetSource } from './target.ts';

/** What work is for: where it may go, and in which language it is done. */
export interface Scope {
  readonly policy: Policy;
  /** BCP 47. */
  readonly language: string;
  /**
   * The policy is a lesson author's, not the learner's own: whoever is not this device gets nothing
   * before the learner said yes to them.
   */
  readonly asks?: boolean;
  /** Who may hear the voice although `policy` is narrower, because the learner let them, for this lesson. */
  readonly ears?: EarsAway;
  /** Of all who are not this device only this one, by origin, whatever was said of others. */
  readonly onlyTo?: string;
}

/** One listener that is not this device. */
export interface EarsAway {
  readonly policy: Policy;
  /** See `originOf`. */
  readonly origin: string;
}

/** The learner's choices, read at every decision. */
export type PanelChoices = Readonly<Pick<Settings, 'routeMode' | 'routeOverrides'>> &
  Readonly<Partial<Pick<Settings, 'mayLeave'>>>;

/** The settings that the panel reads and writes. */
export type PanelSettings = Pick<
  Settings,
  'routeMode' | 'routeOverrides' | 'companionAddress' | 'companionKey'
> &
  Partial<Pick<Settings, 'mayLeave'>>;

/** What the browser tells of its surroundings. */
export interface Conditions {
  readonly batteryLow: boolean;
  readonly saveData: boolean;
}

export interface SwitchboardParts {
  readonly sources: readonly TargetSource[];
  readonly choices: PanelChoices;
  readonly conditions: () => Conditions;
  readonly runs: RunRecords;
  readonly aside: PutAside;
  readonly memory: MemoryKeeper;
  readonly log: DecisionLog;
  /** Called when a target failed: whoever hosts it is looked at. */
  readonly onFailure: (target: TargetFacts) => void;
  readonly onChange: () => void;
  /** ms, monotonic. */
  readonly now: () => number;
}

/** A decision that is being carried out. */
export interface Call<J extends Job> {
  /** In the order in which they are tried. */
  readonly targets: readonly Target<J>[];
  readonly scope: Scope;
  failed(target: Target<J>, error: unknown): void;
  worked(target: Target<J>, run: SpeedFigures | null): void;
}

/** The compiler cannot see that a target's job decides which target it is. */
function isFor<J extends Job>(target: AnyTarget, job: J): target is AnyTarget & Target<J> {
  return target.job === job;
}

/** What keeps the learner's words from somebody whom the policy would let have them. */
function asked(
  { asks = false, onlyTo }: Scope,
  origin: string,
  answers: Readonly<Record<string, LeaveAnswer>>,
): Pick<Candidate, 'unasked'> {
  if (onlyTo !== undefined) return onlyTo === origin ? {} : { unasked: 'open' };
  const answer = answers[origin];
  return !asks || answer?.may ? {} : { unasked: answer ? 'declined' : 'open' };
}

/** What one target is in use for. Each language has its own voices and ears. */
const whatFor = (job: Job, task: ChatTask, { language }: Scope) =>
  `${job} ${job === 'chat' ? task : primaryLanguage(language)}`;

/** Failures that say something of the question, not of the target. */
const QUESTION_TOO_LONG = ['http-context-full', 'chat-too-long'];

/** Joins what is known about targets with the chooser, and remembers what came of it. */
export class Switchboard {
  readonly parts: SwitchboardParts;
  readonly #inUse = new Map<string, InUse>();
  /** Languages that a target turned out not to speak. */
  readonly #mute = new Set<string>();

  constructor(parts: SwitchboardParts) {
    this.parts = parts;
  }

  targets<J extends Job>(job: J): Target<J>[] {
    return this.parts.sources.flatMap((source) =>
      source.targets().filter((target) => isFor(target, job)),
    );
  }

  #candidate(target: TargetFacts, scope: Scope): Candidate {
    const { language } = scope;
    const { runs, aside, choices } = this.parts;
    const { id, place, label, name, languages, quality } = target;
    const { state, because, loaded, busy = false } = target.now();
    return {
      id,
      place,
      who: place === 'device' ? label : name,
      state,
      ...(because ? { because } : {}),
      speaks:
        (languages === 'any' || languages.includes(primaryLanguage(language))) &&
        !this.#mute.has(`${id} ${primaryLanguage(language)}`),
      quality,
      ...runs.speedOf(target),
      loaded,
      busy,
      drift: runs.driftOf(id),
      aside: aside.has(id),
      ...(place === 'device' ? {} : asked(scope, originOf(target), choices.mayLeave ?? {})),
    };
  }

  #situation(job: Job, task: ChatTask, scope: Scope): Situation {
    const { choices, conditions, now } = this.parts;
    return {
      job,
      task,
      policy: scope.policy,
      mode: choices.routeMode,
      override: choices.routeOverrides[job] ?? null,
      candidates: this.targets(job).map((target) => this.#candidate(target, scope)),
      current: this.#inUse.get(whatFor(job, task, scope)) ?? null,
      nowMs: now(),
      ...conditions(),
    };
  }

  /** Notes whether a target turned out to know a language (BCP 47). */
  learn({ id }: TargetFacts, language: string, knows: boolean): void {
    const what = `${id} ${primaryLanguage(language)}`;
    if (knows === !this.#mute.has(what)) return;
    if (knows) this.#mute.delete(what);
    else this.#mute.add(what);
    this.parts.onChange();
  }

  /** What would be decided now; nothing is remembered. */
  look(job: Job, scope: Scope, task: ChatTask = 'chat'): Route {
    return chooseRoute(this.#situation(job, task, scope));
  }

  /** The targets that would be asked now, in order. */
  inOrder<J extends Job>(job: J, scope: Scope): Target<J>[] {
    return this.#named(job, this.look(job, scope));
  }

  /** Whether a job was asked for since the page was opened. */
  hasUsed(job: Job): boolean {
    return [...this.#inUse.keys()].some((what) => what.startsWith(`${job} `));
  }

  /** The model of this device that would be first, were it in memory; null where it is, or none would. */
  betterOnceLoaded<J extends Job>(job: J, scope: Scope): Target<J> | null {
    const situation = this.#situation(job, 'chat', scope);
    const loaded = (each: Candidate) =>
      each.place === 'device' && each.state === 'ready' ? { ...each, loaded: true } : each;
    const { order } = chooseRoute({
      ...situation,
      current: null,
      candidates: situation.candidates.map(loaded),
    });
    const best = this.targets(job).find(({ id }) => id === order[0]?.id);
    return best?.place === 'device' && !best.now().loaded ? best : null;
  }

  #named<J extends Job>(job: J, { order }: Route): Target<J>[] {
    const all = new Map(this.targets(job).map((target) => [target.id, target]));
    return order.flatMap(({ id }) => all.get(id) ?? []);
  }

  /** Decides, and remembers it. */
  decide<J extends Job>(job: J, scope: Scope, task: ChatTask = 'chat'): Call<J> {
    const situation = this.#situation(job, task, scope);
    const route = chooseRoute(situation);
    const note = this.parts.log.add(situation, route);
    const what = whatFor(job, task, scope);
    const first = route.order[0]?.id ?? null;
    let firstFailed = false;
    this.#use(what, first);
    return {
      targets: this.#named(job, route),
      scope,
      failed: (target, error) => {
        firstFailed ||= target.id === first;
        this.#failed(target, error, note);
      },
      worked: (target, run) => {
        // A voice chosen by hand for one line takes nothing from who is in use otherwise.
        if (firstFailed) this.#use(what, target.id);
        this.parts.aside.worked(target.id);
        if (run) this.parts.runs.add(target, run);
        this.parts.onChange();
      },
    };
  }

  /** Notes who does a job from now on; the time since when counts from the last change. */
  #use(what: string, id: string | null): void {
    const before = this.#inUse.get(what);
    if (id === null || before?.id === id) return;
    this.#inUse.set(what, { id, sinceMs: this.parts.now() });
  }

  /** Does not ask a target for a while, for as long as its failure says. */
  setAside(target: TargetFacts, error: unknown): void {
    const known = error instanceof ParleyError;
    const hopeless = known && figures.hopeless.includes(error.code);
    const asked = known ? Number(error.params.retryAfterMs ?? 0) : 0;
    this.parts.aside.failed(target.id, error, hopeless ? figures.hopelessMs : asked);
  }

  #failed(target: TargetFacts, error: unknown, note: NoteFailure): void {
    const known = error instanceof ParleyError;
    const code = known ? error.code : error instanceof Error ? error.name : 'unknown';
    note(target.id, code);
    if (QUESTION_TOO_LONG.includes(code)) return;
    this.setAside(target, error);
    this.parts.onFailure(target);
    this.parts.onChange();
  }
}
