import type { SlowEars } from '../../src/patch-panel/slow-ears.ts';
import type { Origin } from '../../src/patch-panel/leave-answers.ts';
import { ParleyError } from '../../src/base/parley-error.ts';
import type { Policy } from '../../src/contracts/lesson.ts';
import type { Job, Place, RouteMode, SpeedFigures } from '../../src/contracts/route.ts';
import type {
  JobView,
  PanelSnapshot,
  PanelView,
  TargetView,
} from '../../src/patch-panel/panel-view.ts';

const withinDevice = (target: TargetView): TargetView =>
  target.place === 'device'
    ? target
    : { ...target, tried: false, state: 'walled', because: { key: 'route.walled.device-only' } };

type Change = Partial<PanelSnapshot>;

const figures = (firstMs: number, more: Partial<SpeedFigures> = {}): SpeedFigures => ({
  firstMs,
  ...more,
});

/** A target that is ready; `change` says what is different about this one. */
export function targetOf(
  id: string,
  place: Place,
  name: string,
  engine: string,
  change: Partial<TargetView> = {},
): TargetView {
  const { state = 'ready' } = change;
  const tried = state === 'ready' || state === 'loading' || state === 'asleep';
  const because = { key: 'route.next', params: { seconds: 0.6 } };
  const figures = { predicted: null, measured: null, recentMs: [] };
  const facts = { makesMistakes: false, tried, state, because };
  return { id, place, name, engine, ...facts, ...figures, ...change };
}

const asleep = { key: 'route.asleep' };
const walled = { key: 'route.walled.school-network' };

function jobOf(job: Job, current: string | null, targets: readonly TargetView[]): JobView {
  const first = targets.find(({ id }) => id === current);
  const because = first
    ? {
        key: 'route.fastest',
        params: { who: first.engine, other: 'MacBook', seconds: 0.21, otherSeconds: 0.34 },
      }
    : { key: `route.none.${job}` };
  return { job, current, because, override: null, targets };
}

/** The arrangement of the design's drawing: a weak laptop, a MacBook at home, a school, a cloud. */
export const sampleSnapshot: PanelSnapshot = {
  mode: 'auto',
  policy: 'school-network',
  companion: {
    address: 'https://parley.home:3100',
    state: 'ok',
    because: { key: 'routes.isPaired' },
    roundTripMs: 12,
    paired: true,
  },
  device: {
    tier: 'MEDIUM_CPU',
    tierSentence: { key: 'routes.notMeasured' },
    facts: [{ key: 'routes.tokensPerSecond', params: { count: 24 } }],
  },
  jobs: [
    jobOf('chat', 'mac-chat', [
      targetOf('mac-chat', 'home', 'MacBook', 'Qwen3 1.7B', {
        measured: figures(380, { tokensPerSecond: 31 }),
        predicted: figures(420, { tokensPerSecond: 28 }),
        recentMs: [390, 385, 380, 384, 379, 372, 380, 380],
      }),
      targetOf('device-chat', 'device', 'this device', 'Qwen3 0.6B', {
        measured: figures(610, { tokensPerSecond: 18 }),
        predicted: figures(540, { tokensPerSecond: 20 }),
        recentMs: [300, 320, 380, 480, 520, 560, 600, 610],
      }),
      targetOf('school-chat', 'school', 'School server', 'Llama 3.2 3B', {
        state: 'asleep',
        because: asleep,
      }),
      targetOf('cloud-chat', 'cloud', 'Cloud', 'large model', { state: 'walled', because: walled }),
      targetOf('big-chat', 'device', 'this device', 'SmolLM2 1.7B', {
        state: 'not-fetched',
        because: { key: 'route.state.not-fetched' },
        predicted: figures(1900, { tokensPerSecond: 6 }),
      }),
    ]),
    jobOf('transcribe', 'device-hear', [
      targetOf('device-hear', 'device', 'this device', 'Moonshine tiny', {
        measured: figures(210, { realTimeFactor: 0.07 }),
        predicted: figures(190, { realTimeFactor: 0.06 }),
        recentMs: [210, 214, 205, 210, 220, 214, 205, 210],
      }),
      targetOf('mac-hear', 'home', 'MacBook', 'whisper.cpp', {
        measured: figures(340),
        recentMs: [340, 370, 345, 420, 338, 344, 380, 350],
      }),
      targetOf('school-hear', 'school', 'School server', 'whisper', {
        state: 'asleep',
        because: asleep,
      }),
      targetOf('cloud-hear', 'cloud', 'Cloud', 'whisper', { state: 'walled', because: walled }),
    ]),
    jobOf('speak', 'device-speak', [
      targetOf('device-speak', 'device', 'this device', 'system voice', {
        measured: figures(60),
        recentMs: [60, 64, 60, 62],
      }),
      targetOf('mac-speak', 'home', 'MacBook', 'Piper', { predicted: figures(220) }),
      targetOf('cloud-speak', 'cloud', 'Cloud', 'voices', { state: 'walled', because: walled }),
    ]),
    jobOf('embed', null, [
      targetOf('device-embed', 'device', 'this device', 'MiniLM', {
        state: 'not-fetched',
        because: { key: 'route.state.not-fetched' },
        predicted: figures(9),
      }),
    ]),
  ],
};

/**
 * A patch panel for screens: what is chosen shows at once, measuring goes as far as `advance` lets
 * it, and pairing succeeds only with `pair.example`.
 */
export class FakePanel implements PanelView {
  snapshot: PanelSnapshot;
  /** Every call that changes something, in order. */
  readonly calls: unknown[][] = [];
  readonly #listeners = new Set<() => void>();
  #report: ((share: number) => void) | null = null;
  #finish: (() => void) | null = null;

  constructor(snapshot: PanelSnapshot = sampleSnapshot) {
    this.snapshot = snapshot;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  change(change: Change): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }

  subscribe(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** Its sample is of a school-network lesson; of the others it knows only what is walled off. */
  jobsFor(policy: Policy): readonly JobView[] {
    if (policy !== 'device-only') return this.snapshot.jobs;
    return this.snapshot.jobs.map((job) => {
      const targets = job.targets.map(withinDevice);
      return { ...job, targets, current: targets.find(({ tried }) => tried)?.id ?? null };
    });
  }

  toAsk(): Promise<readonly Origin[]> {
    return Promise.resolve([]);
  }

  slowEars(): SlowEars | null {
    return null;
  }

  answerFor(origin: Origin, may: boolean): void {
    this.calls.push(['answerFor', origin, may]);
  }

  setMode(mode: RouteMode): void {
    this.calls.push(['setMode', mode]);
    this.change({ mode });
  }

  setOverride(job: Job, targetId: string | null): void {
    this.calls.push(['setOverride', job, targetId]);
    const jobs = this.snapshot.jobs.map((each) =>
      each.job === job
        ? { ...each, override: targetId, current: targetId ?? each.targets[0]?.id ?? null }
        : each,
    );
    this.change({ jobs });
  }

  pair(address: string | null, key: string | null, signal: AbortSignal): Promise<void> {
    this.calls.push(['pair', address, key]);
    signal.throwIfAborted();
    const { companion } = this.snapshot;
    if (address === null) {
      this.change({ companion: { ...companion, address: 'http://localhost:3100', paired: false } });
      return Promise.resolve();
    }
    if (!/^(https:\/\/)?pair\.example$/.test(address)) {
      const refused = new ParleyError('fake-refused', 'It does not answer.', 'Ask its owner.');
      return Promise.reject(refused);
    }
    this.change({ companion: { ...companion, address: 'https://pair.example', paired: true } });
    return Promise.resolve();
  }

  measure(onProgress: (share: number) => void, signal: AbortSignal): Promise<void> {
    this.calls.push(['measure']);
    this.#report = onProgress;
    return new Promise((resolve, reject) => {
      this.#finish = resolve;
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }

  /** Measuring gets this far; at 1 it is done. */
  advance(share: number): void {
    this.#report?.(share);
    if (share >= 1) this.#finish?.();
  }

  exportDecisions(): Blob {
    return new Blob(['[]'], { type: 'application/json' });
  }
}
