import type { Policy } from '../../contracts/lesson.ts';
import type { Job, RouteMode } from '../../contracts/route.ts';
import type { JobView, PanelSnapshot, PanelView } from '../../patch-panel/panel-view.ts';

/** What the routes page says at its foot. */
type Said = `routes.${'measuredNow' | 'paired' | 'disconnected'}`;

/** The routes page's half of the conversation with the patch panel. Fields are reactive. */
export class RoutesDesk {
  snapshot: PanelSnapshot = $state.raw() as PanelSnapshot;
  /** What a lesson is taken to allow; null for the lesson in hand, or none. */
  policy: Policy | null = $state(null);
  readonly jobs: readonly JobView[] = $derived.by(() => {
    const { snapshot, policy } = this;
    // What the panel tells of other policies changes with its snapshot.
    return policy === null || policy === snapshot.policy
      ? snapshot.jobs
      : this.#panel.jobsFor(policy);
  });
  /** How much of the measuring is done, 0..1; null while nothing is measured. */
  share: number | null = $state(null);
  problem: unknown = $state.raw(null);
  said: Said | null = $state(null);
  readonly #panel: PanelView;
  #measuring: AbortController | null = null;
  readonly #leaving = new AbortController();

  constructor(panel: PanelView) {
    this.#panel = panel;
    this.snapshot = panel.snapshot;
  }

  /** Follows the panel until the returned function is called; that also stops what is under way. */
  listen(): () => void {
    const stop = this.#panel.subscribe(() => (this.snapshot = this.#panel.snapshot));
    this.snapshot = this.#panel.snapshot;
    return () => {
      stop();
      this.#measuring?.abort();
      this.#leaving.abort();
    };
  }

  setMode(mode: RouteMode): void {
    this.#panel.setMode(mode);
  }

  /** Null goes by the figures again. */
  setOverride(job: Job, targetId: string | null): void {
    this.#panel.setOverride(job, targetId);
  }

  /** Measures the device and what is loaded, until it is done or cancelled. */
  async measure(): Promise<void> {
    if (this.#measuring) return;
    const measuring = new AbortController();
    this.#measuring = measuring;
    this.problem = null;
    this.said = null;
    this.share = 0;
    try {
      await this.#panel.measure((share) => {
        if (!measuring.signal.aborted) this.share = share;
      }, measuring.signal);
      this.said = 'routes.measuredNow';
    } catch (error) {
      if (!measuring.signal.aborted) this.problem = error;
    } finally {
      this.#measuring = null;
      this.share = null;
    }
  }

  cancel(): void {
    this.#measuring?.abort();
  }

  /** @throws ParleyError that names what is missing. */
  async pair(address: string, key: string | null, signal: AbortSignal): Promise<void> {
    await this.#panel.pair(address, key, signal);
    this.said = 'routes.paired';
  }

  /** Back to the companion that served the app. */
  async disconnect(): Promise<void> {
    this.problem = null;
    try {
      await this.#panel.pair(null, null, this.#leaving.signal);
      this.said = 'routes.disconnected';
    } catch (error) {
      if (!this.#leaving.signal.aborted) this.problem = error;
    }
  }

  decisions(): Blob {
    return this.#panel.exportDecisions();
  }
}
