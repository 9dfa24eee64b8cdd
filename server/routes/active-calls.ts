import { ApiError } from '../api-error.ts';
import type { Stop } from '../stop-signal.ts';

/** The calls in work, so that a shutdown can wait for them and then end them. */
export class ActiveCalls {
  readonly #calls = new Set<Stop>();
  readonly #byAddress = new Map<string, number>();
  #draining = false;
  #empty: (() => void) | undefined;

  /** True once a shutdown began. */
  get draining(): boolean {
    return this.#draining;
  }

  get size(): number {
    return this.#calls.size;
  }

  begin(call: Stop): void {
    this.#calls.add(call);
  }

  end(call: Stop): void {
    this.#calls.delete(call);
    if (this.#calls.size === 0) this.#empty?.();
  }

  /** Takes a place for an address; false when it has all of its places. */
  enter(address: string, most: number): boolean {
    const count = this.#byAddress.get(address) ?? 0;
    if (count >= most) return false;
    this.#byAddress.set(address, count + 1);
    return true;
  }

  leave(address: string): void {
    const count = (this.#byAddress.get(address) ?? 1) - 1;
    if (count > 0) this.#byAddress.set(address, count);
    else this.#byAddress.delete(address);
  }

  /** Waits for all calls, then tells those that are left that the companion stops. */
  async drain(waitMs: number): Promise<void> {
    this.#draining = true;
    if (this.#calls.size === 0) return;
    const empty = new Promise<void>((resolve) => (this.#empty = resolve));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, waitMs)));
    await Promise.race([empty, late]);
    clearTimeout(timer);
    const stop = new ApiError(503, 'server_shutdown', 'The companion is being stopped.');
    for (const call of this.#calls) call.abort(stop);
  }
}
