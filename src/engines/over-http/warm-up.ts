import type { Engine } from '../../contracts/engine.ts';

/**
 * A `warmUp` for a machine elsewhere: `run` asks it for the least it can do, once, so that it loads
 * the model and the connection stands. A run that failed is not remembered.
 */
export function createWarmUp(run: (signal: AbortSignal) => Promise<unknown>): Engine['warmUp'] {
  let warm = false;
  return async (onProgress, signal) => {
    signal.throwIfAborted();
    if (!warm) await run(signal);
    warm = true;
    // Nothing is loaded here.
    onProgress({ loadedBytes: 0, totalBytes: 0 });
  };
}
