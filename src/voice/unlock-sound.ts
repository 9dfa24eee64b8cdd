import { microphoneError } from './microphone-errors.ts';

/** Without a gesture `resume()` never settles; a running device answers within tens of ms. */
const PATIENCE_MS = 1500;

/**
 * Makes sure the context makes sound. Rejects with `audio-needs-gesture` where the browser waits
 * for a tap first.
 */
export async function unlockSound(audio: AudioContext): Promise<void> {
  if (audio.state === 'running') return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([audio.resume().catch(() => {}), late]);
  clearTimeout(timer);
  // The type still holds the state of before the wait.
  if ((audio.state as AudioContextState) === 'running') return;
  throw microphoneError('audio-needs-gesture');
}
