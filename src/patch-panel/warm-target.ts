import type { LoadProgress } from '../contracts/engine.ts';
import type { Job } from '../contracts/route.ts';
import type { Scope, Switchboard } from './switchboard.ts';
import type { Target } from './target.ts';

/** Loads a target, once there is room for it. */
export async function warmTarget<J extends Job>(
  board: Switchboard,
  target: Target<J>,
  { policy }: Scope,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const done = await board.parts.memory.begin(target);
  try {
    const warm = () => target.engine(policy).warmUp(onProgress, signal);
    await board.parts.memory.load(target, warm, signal);
  } finally {
    done();
  }
}
