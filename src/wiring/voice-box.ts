import { BrowserVad } from '../engines/in-browser/browser-vad.ts';
import { Ear } from '../voice/ear.ts';
import { openMicrophone } from '../voice/microphone.ts';
import { tapWith } from '../voice/microphone-tap.ts';
import { PauseMemory } from '../voice/patience.ts';
import { Speaker } from '../voice/speaker.ts';

/** Everything that makes or takes sound. */
export interface VoiceBox {
  readonly speaker: Speaker;
  openEar(signal: AbortSignal): Promise<Ear>;
}

/** `now`: ms, monotonic. */
export function createVoiceBox(audio: AudioContext, now: () => number): VoiceBox {
  const detector = new BrowserVad({
    modelUrl: new URL('/vad/silero_vad_v6.onnx', location.origin).href,
    runtimeUrl: new URL('/ort/', location.origin).href,
  });
  const tap = tapWith(audio);
  const pauses = new PauseMemory();
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  return {
    speaker: new Speaker(audio, now),
    async openEar(signal) {
      const microphone = { mediaDevices, context: audio, tap, now };
      const opening = openMicrophone(microphone, undefined, signal);
      try {
        await detector.warmUp(signal);
      } catch (error) {
        // Nothing would listen: the microphone is not left open.
        await opening.then(
          (source) => source.close(),
          () => {},
        );
        throw error;
      }
      const source = await opening;
      // A microphone that was pulled out is taken up again as soon as there is one.
      let lost = false;
      source.onEvent((event) => {
        if (event.type === 'problem' && event.error.code === 'microphone-lost') lost = true;
        if (event.type !== 'devices-changed' || !lost) return;
        lost = false;
        source.reopen(undefined, signal).catch(() => (lost = true));
      });
      return new Ear({ source, detector, now, pauses });
    },
  };
}
