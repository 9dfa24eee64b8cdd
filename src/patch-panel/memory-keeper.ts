import { OneAtATime } from '../base/one-at-a-time.ts';
import type { TargetFacts } from './target.ts';

/** What may be in memory at once on a device of this class. */
export interface MemoryCeiling {
  /** Of all models together, MB. */
  readonly memoryMb: number;
  /** Graphics memory holds one model: a second is loaded only once the first is gone. */
  readonly oneGpuModel: boolean;
}

/** MB. Ears and voices; a language model is too long on its way for others to wait for it. */
const SMALL = 400;

const onGpu = ({ setup }: TargetFacts) => setup?.runtime === 'webgpu';

/**
 * Makes room on this device before a model is loaded: those not asked for longest are released
 * first, never one at work. Engines that are idle for long unload by themselves.
 */
export class MemoryKeeper {
  /** In the order of use, the last used last. */
  readonly #used = new Map<TargetFacts, number>();
  readonly #ceiling: () => MemoryCeiling;
  readonly #loads = new OneAtATime();

  constructor(ceiling: () => MemoryCeiling) {
    this.#ceiling = ceiling;
  }

  /** Whether a target would fit beside those at work. */
  fits(target: TargetFacts): boolean {
    if (target.memoryMb === 0) return true;
    const { memoryMb, oneGpuModel } = this.#ceiling();
    const busy = [...this.#used].filter(([each, calls]) => calls > 0 && each !== target);
    const taken = busy.reduce((sum, [each]) => sum + each.memoryMb, 0);
    if (oneGpuModel && onGpu(target) && busy.some(([each]) => onGpu(each))) return false;
    return taken === 0 || taken + target.memoryMb <= memoryMb;
  }

  /** Whether targets can be in memory together, so that none pushes another out at every turn. */
  holds(targets: readonly TargetFacts[]): boolean {
    const sum = targets.reduce((total, { memoryMb }) => total + memoryMb, 0);
    return sum <= this.#ceiling().memoryMb;
  }

  /**
   * Does the loading of a target. Small models are loaded one after the other: what loading takes
   * for a moment is as much again as a model keeps, and few cores do two no sooner than one by one.
   */
  load<T>(target: TargetFacts, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { memoryMb } = target;
    const alone = memoryMb > 0 && memoryMb <= SMALL && !target.now().loaded;
    return alone ? this.#loads.run(work, signal) : work();
  }

  /** Call before a target works; call what it returns when it is done. */
  async begin(target: TargetFacts): Promise<() => void> {
    if (target.memoryMb === 0) return () => {};
    const calls = this.#used.get(target) ?? 0;
    this.#used.delete(target);
    this.#used.set(target, calls + 1);
    const end = () => {
      this.#used.set(target, (this.#used.get(target) ?? 1) - 1);
    };
    try {
      for (const idle of this.#toRelease(target)) await this.#release(idle);
      return end;
    } catch (error) {
      end();
      throw error;
    }
  }

  async #release(target: TargetFacts): Promise<void> {
    this.#used.delete(target);
    await target.release();
  }

  #toRelease(target: TargetFacts): TargetFacts[] {
    const { memoryMb, oneGpuModel } = this.#ceiling();
    // An engine that unloaded by itself takes nothing any more.
    const idle = [...this.#used].flatMap(([each, calls]) =>
      calls === 0 && each.now().loaded ? [each] : [],
    );
    const chosen = idle.filter((each) => oneGpuModel && onGpu(target) && onGpu(each));
    const loaded = [...this.#used.keys()].filter((each) => !chosen.includes(each));
    let taken = loaded.reduce((sum, each) => sum + each.memoryMb, 0);
    for (const each of idle) {
      if (taken <= memoryMb) break;
      if (chosen.includes(each)) continue;
      chosen.push(each);
      taken -= each.memoryMb;
    }
    return chosen;
  }
}
