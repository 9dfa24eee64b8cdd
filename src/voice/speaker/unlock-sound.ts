import { microphoneError } from '../microphone/microphone-errors.ts';

/** Without a gesture `resume()` never settles; a running device answers within tens of ms. */
const PATIENCE_MS = 1500;

/** Whether a person pressed something just now; false where the browser does not tell. */
export const pressedJustNow = () => globalThis.navigator?.userActivation?.isActive ?? false;

/**
 * Makes sure the context makes sound. Rejects with `audio-needs-gesture` where the browser waits
 * for a press first, and with `audio-no-device` where it was `pressed` and there is still no sound.
 */
export async function unlockSound(audio: AudioContext, pressed: boolean): Promise<void> {
  if (audio.state === 'running') return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([audio.resume().catch(() => {}), late]);
  clearTimeout(timer);
  // The type still holds the state of before the wait.
  if ((audio.state as AudioContextState) === 'running') return;
  throw microphoneError(pressed ? 'audio-no-device' : 'audio-needs-gesture');
}
