import { engineError } from './engine-error.ts';
import type { GpuWatch } from './gpu-watch.ts';

/**
 * What `work` comes to, unless the graphics device is lost before: then `gpu-lost`, since a library
 * that waits for a lost device may wait for ever, or fail with words about something else.
 */
export async function unlessLost<T>(
  watch: GpuWatch,
  model: string,
  work: () => Promise<T>,
): Promise<T> {
  const lost = watch.lost().then(({ message }) => {
    throw engineError('gpu-lost', { model }, new Error(message));
  });
  lost.catch(() => {});
  // The loss is looked at first: what is done after it is worth nothing.
  return Promise.race([lost, Promise.resolve().then(work)]);
}
