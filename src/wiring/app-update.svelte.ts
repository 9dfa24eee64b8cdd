import { Workbox } from 'workbox-window';

/**
 * A new version of the app: fetched in the background, taken only when the person says so. The
 * service worker waits until then, so a lesson never changes under the learner.
 */
export class AppUpdate {
  ready = $state(false);
  #workbox: Workbox | null = null;

  /** Registers the service worker; without one the app works, but not offline. */
  async register(container: ServiceWorkerContainer | undefined): Promise<void> {
    if (!container) return;
    const workbox = new Workbox('/service-worker.js');
    this.#workbox = workbox;
    workbox.addEventListener('waiting', () => (this.ready = true));
    try {
      await workbox.register();
    } catch {
      // Refused in some private windows: the app goes on, needing the network.
      this.#workbox = null;
    }
  }

  apply(): void {
    const workbox = this.#workbox;
    if (!workbox) return;
    workbox.addEventListener('controlling', () => location.reload());
    workbox.messageSkipWaiting();
  }

  dismiss(): void {
    this.ready = false;
  }
}
