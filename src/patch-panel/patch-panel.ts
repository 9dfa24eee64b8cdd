import type { ModelEntry } from '../contracts/catalog.ts';
import type { LoadProgress } from '../contracts/engine.ts';
import type { Policy } from '../contracts/lesson.ts';
import { POLICIES } from '../contracts/policy.ts';
import type { Job, RouteMode } from '../contracts/route.ts';
import { wait } from '../base/wait.ts';
import { CompanionHealth, type CompanionAddress, type PageState } from './companion-health.ts';
import { CompanionTargets, type MakeRemote } from './companion-targets.ts';
import { DecisionLog } from './decision-log.ts';
import { openLessonEngines, type LessonEngines } from './lesson-engines.ts';
import { originOf, type Origin } from './leave-answers.ts';
import { measureTargets } from './measure-targets.ts';
import { MemoryKeeper, type MemoryCeiling } from './memory-keeper.ts';
import { checkCompanion, readAddress, type PairingPage } from './pair-companion.ts';
import { notAnAddress } from './pairing-errors.ts';
import { jobView } from './panel-snapshot.ts';
import type { DeviceView, JobView, PanelSnapshot, PanelView } from './panel-view.ts';
import { isWalled } from './policy-wall.ts';
import { PutAside } from './put-aside.ts';
import figures from './route-figures.json' with { type: 'json' };
import { RunRecords, type DeviceSpeeds } from './run-records.ts';
import { forEars, slowEars, type SlowEars } from './slow-ears.ts';
import {
  Switchboard,
  type EarsAway,
  type Conditions,
  type PanelSettings,
  type Scope,
} from './switchboard.ts';
import type { Target, TargetSource } from './target.ts';
import { warmTarget } from './warm-target.ts';

/** What is known of this device. */
export interface PanelDevice {
  /** Null before the device was probed. */
  readonly view: DeviceView | null;
  readonly speeds: DeviceSpeeds | null;
  readonly ceiling: MemoryCeiling;
  /** Measures the device anew. `onProgress`: 0..1; `ask` is null where no network may be used. */
  probe(
    onProgress: (share: number) => void,
    signal: AbortSignal,
    ask: typeof fetch | null,
  ): Promise<void>;
}

export interface PatchPanelParts {
  /** What this device can do by itself, with or without models. */
  readonly sources: readonly TargetSource[];
  readonly makeRemote: MakeRemote;
  readonly catalog: readonly ModelEntry[];
  readonly settings: PanelSettings;
  readonly device: PanelDevice;
  readonly conditions: () => Conditions;
  readonly page: PageState;
  readonly pairing: PairingPage;
  /** BCP 47 of the interface: what is shown while no lesson is open. */
  readonly language: () => string;
  /** A short sentence in a language, to measure with. */
  readonly sentence: (language: string) => string;
  /** ms, monotonic. */
  readonly now: () => number;
  readonly date: () => Date;
}

const JOBS = ['transcribe', 'chat', 'speak', 'embed'] as const satisfies readonly Job[];

/**
 * Chooses where every job runs, from measurements and within what the lesson allows, and can tell
 * why. What it hands out implements the four contracts, so nothing above it knows where work runs.
 */
export class PatchPanel implements PanelView {
  readonly #parts: PatchPanelParts;
  readonly #board: Switchboard;
  readonly #health: CompanionHealth;
  readonly #log: DecisionLog;
  readonly #listeners = new Set<() => void>();
  #lesson: Scope | null = null;
  #snapshot: PanelSnapshot | null = null;
  #telling = false;

  constructor(parts: PatchPanelParts) {
    const { settings, device, page, pairing, now } = parts;
    this.#parts = parts;
    const changed = () => this.changed();
    const companion = () => this.#companion;
    const health = new CompanionHealth({
      companion,
      page,
      fetch: pairing.fetch,
      now,
      onChange: changed,
    });
    const { catalog, makeRemote: make } = parts;
    const remote = new CompanionTargets({ health, companion, catalog, make });
    this.#health = health;
    this.#log = new DecisionLog(parts.date);
    this.#board = new Switchboard({
      sources: [...parts.sources, remote],
      choices: settings,
      conditions: parts.conditions,
      runs: new RunRecords(() => device.speeds, now),
      aside: new PutAside(now),
      memory: new MemoryKeeper(() => device.ceiling),
      log: this.#log,
      onFailure: ({ place }) => {
        if (place !== 'device') void health.look();
      },
      onChange: changed,
      now,
    });
    for (const source of parts.sources) source.watch(changed);
  }

  /** Begins to follow the companion; settles when it is known how it is. */
  start(): Promise<void> {
    return this.#health.start();
  }

  stop(): void {
    this.#health.stop();
  }

  get #companion(): CompanionAddress {
    const { companionAddress, companionKey } = this.#parts.settings;
    const home = this.#parts.pairing.origin;
    return {
      address: companionAddress ?? home,
      key: companionKey,
      paired: companionAddress !== null && companionAddress !== home,
    };
  }

  /** Loads a target of this device, once there is room for it. */
  warm<J extends Job>(
    target: Target<J>,
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const scope: Scope = { policy: 'device-only', language: this.#parts.language() };
    return warmTarget(this.#board, target, scope, onProgress, signal);
  }

  /** Engines for what no lesson asks for, such as hearing a voice: on this device only. */
  outsideLessons(language: string): LessonEngines {
    return openLessonEngines(this.#board, { policy: 'device-only', language }, () => {});
  }

  /** The engines of one lesson, within its policy. `close` them when it is over. */
  forLesson(scope: Scope): LessonEngines {
    this.#open(scope);
    return openLessonEngines(this.#board, scope, () => {
      if (this.#lesson === scope) this.#open(null);
    });
  }

  #open(scope: Scope | null): void {
    this.#lesson = scope;
    // A lesson of this device only: the companion is not even asked how it is.
    this.#health.hold(scope?.policy === 'device-only' && scope.ears === undefined);
    this.changed();
  }

  get snapshot(): PanelSnapshot {
    const scope: Scope = this.#lesson ?? {
      policy: 'device-only',
      language: this.#parts.language(),
    };
    this.#snapshot ??= {
      mode: this.#parts.settings.routeMode,
      policy: scope.policy,
      companion: this.#health.view,
      device: this.#parts.device.view,
      jobs: this.#views(scope, this.#lesson !== null),
    };
    return this.#snapshot;
  }

  jobsFor(
    policy: Policy,
    language = this.#parts.language(),
    asks = false,
    ears?: EarsAway,
  ): readonly JobView[] {
    return this.#views({ policy, language, asks, ...(ears ? { ears } : {}) }, true);
  }

  #views(scope: Scope, inLesson: boolean): readonly JobView[] {
    const scopeOf = (job: Job) => (job === 'transcribe' ? forEars(scope) : scope);
    return JOBS.map((job) => jobView(this.#board, job, scopeOf(job), inLesson));
  }

  async toAsk(policy: Policy, language: string, jobs: readonly Job[]): Promise<readonly Origin[]> {
    if (this.#health.state === 'unknown') {
      // A learner who is quick is not kept waiting by a companion that is slow.
      await Promise.race([
        this.#health.look(),
        wait(figures.askWithinMs, new AbortController().signal),
      ]);
    }
    const answers = this.#parts.settings.mayLeave ?? {};
    const open = new Map<string, Origin>();
    for (const job of jobs) {
      const [first] = this.#board.inOrder(job, { policy, language });
      if (!first || first.place === 'device') continue;
      const { name, place } = first;
      const origin = originOf(first);
      if (!(origin in answers)) open.set(origin, { origin, name, place });
    }
    return [...open.values()];
  }

  slowEars(policy: Policy, language: string): SlowEars | null {
    return slowEars(this.#board, { policy, language }, this.#parts.settings.mayLeave ?? {});
  }

  answerFor({ origin, name, place }: Origin, may: boolean): void {
    const { settings } = this.#parts;
    settings.mayLeave = { ...settings.mayLeave, [origin]: { may, name, place } };
    this.changed();
  }

  /** Where words may go in a lesson whose author chose the policy: no further than the learner let them. */
  letGo(policy: Policy): Policy {
    const yes = Object.values(this.#parts.settings.mayLeave ?? {}).filter(
      ({ may, place }) => may && !isWalled(policy, place),
    );
    // What a home may hear is not for a cloud that is said yes to later.
    const narrow = POLICIES.find((each) => yes.every(({ place }) => !isWalled(each, place)));
    return narrow ?? policy;
  }

  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** Something that is shown has changed. What changes together is told once. */
  changed(): void {
    this.#snapshot = null;
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      for (const listener of this.#listeners) listener();
    });
  }

  setMode(mode: RouteMode): void {
    this.#parts.settings.routeMode = mode;
    this.changed();
  }

  setOverride(job: Job, targetId: string | null): void {
    const overrides = { ...this.#parts.settings.routeOverrides };
    if (targetId) overrides[job] = targetId;
    else delete overrides[job];
    this.#parts.settings.routeOverrides = overrides;
    this.changed();
  }

  async pair(address: string | null, key: string | null, signal: AbortSignal): Promise<void> {
    const { pairing, settings } = this.#parts;
    const origin = address === null ? pairing.origin : readAddress(address);
    if (origin === null) throw notAnAddress(address ?? '');
    await checkCompanion(pairing, origin, key, signal);
    settings.companionAddress = origin === pairing.origin ? null : origin;
    settings.companionKey = key;
    await this.#health.moved();
  }

  async measure(onProgress: (share: number) => void, signal: AbortSignal): Promise<void> {
    const ask = this.#lesson?.policy === 'device-only' ? null : this.#parts.pairing.fetch;
    await this.#parts.device.probe((done) => onProgress(done / 2), signal, ask);
    this.changed();
    const share = (done: number) => onProgress(0.5 + done / 2);
    // No word of a learner is in what is timed; clouds are paid for, so they are left alone.
    const policy = this.#lesson?.policy ?? 'school-network';
    const language = this.#lesson?.language ?? this.#parts.language();
    const sentence = this.#parts.sentence(language);
    await measureTargets(this.#board, { policy, language }, sentence, share, signal);
    this.changed();
  }

  exportDecisions(): Blob {
    return this.#log.export();
  }
}
