import { ParleyError } from '../base/parley-error.ts';
import type { Scope, Switchboard } from './switchboard.ts';
import type { Target } from './target.ts';
import { warmTarget } from './warm-target.ts';

/** The target of this device that has a voice, by the voice's id. */
async function targetOfVoice(
  board: Switchboard,
  { policy, language }: Scope,
  voice: string,
): Promise<Target<'speak'> | null> {
  for (const target of board.targets('speak')) {
    if (target.place !== 'device' || target.now().state !== 'ready') continue;
    const voices = await target
      .engine(policy)
      .voices(language)
      .catch(() => []);
    if (voices.some(({ id }) => id === voice)) return target;
  }
  return null;
}

/**
 * Loads the voice that will be wanted, so that it says the first line: the chosen one, or the best
 * of this device. Settles also where it fails: another speaks then.
 */
export async function prepareVoice(
  board: Switchboard,
  scope: Scope,
  voice: string | undefined,
): Promise<void> {
  const chosen = voice ? await targetOfVoice(board, scope, voice) : null;
  const target = chosen ?? board.betterOnceLoaded('speak', scope);
  const { memory } = board.parts;
  if (!target || target.now().loaded || !memory.fits(target)) return;
  // A voice and ears that push each other out would be loaded at every turn.
  if (!memory.holds([target, ...board.inOrder('transcribe', scope).slice(0, 1)])) return;
  try {
    await warmTarget(board, target, scope, () => {}, new AbortController().signal);
  } catch (error) {
    board.setAside(target, error);
  }
  board.parts.onChange();
}

/** Why a voice that was asked for by id does not speak here; null while nothing is against it. */
export async function refusalOf(
  board: Switchboard,
  scope: Scope,
  voice: string,
): Promise<ParleyError | null> {
  const target = await targetOfVoice(board, scope, voice);
  const why = target && board.parts.aside.whyOf(target.id);
  return why instanceof ParleyError ? why : null;
}
