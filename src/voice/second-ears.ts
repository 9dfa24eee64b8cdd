import { untilAborted } from '../base/until-aborted.ts';
import { linkedAbort } from '../base/linked-abort.ts';
import type { TranscribeOptions, Transcriber, Transcript } from '../contracts/engine.ts';
import { startHearing } from './listening.ts';

/** Asking again takes about as long: a second look is never the longer way. */
const LONGEST_MS = 2_500;

/**
 * The same sound by other ears. Null where they fail or take too long: then the question is asked
 * again. Rejects only with the signal's reason.
 */
export async function listenOnceMore(
  ears: Transcriber,
  samples: Float32Array,
  options: TranscribeOptions,
  signal: AbortSignal,
): Promise<Transcript | null> {
  const limited = linkedAbort(signal);
  const timer = setTimeout(() => limited.abort(), LONGEST_MS);
  try {
    const { result } = startHearing(ears, samples, options, () => {}, limited.signal);
    // An engine may hear late that it is not wanted any more.
    return await untilAborted(result, limited.signal);
  } catch {
    signal.throwIfAborted();
    return null;
  } finally {
    clearTimeout(timer);
  }
}
