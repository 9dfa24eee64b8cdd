import { appPath } from '../base/app-base.ts';
import { BrowserVad } from '../engines/in-browser/browser-vad.ts';
import type { OpenSpeaker } from '../voice/conversation-parts.ts';
import { Ear } from '../voice/ear/ear.ts';
import { openMicrophone, type MicrophoneParts } from '../voice/microphone/microphone.ts';
import { tapWith, type MicrophoneTap } from '../voice/microphone/microphone-tap.ts';
import { PauseMemory } from '../voice/ear/patience.ts';
import { Speaker } from '../voice/speaker/speaker.ts';

/** Everything that makes or takes sound. */
export interface VoiceBox {
  readonly speaker: OpenSpeaker;
  /** Makes voice detection ready before the microphone opens. */
  warmUp(): void;
  /** `onAsking`: the browser's question is open, or answered. */
  openEar(signal: AbortSignal, onAsking: (asking: boolean) => void): Promise<Ear>;
}

interface Sound {
  readonly context: AudioContext;
  readonly speaker: Speaker;
  readonly tap: MicrophoneTap;
}

/**
 * `audio` gives the page's context, which is another one after the system closed it. `now`: ms,
 * monotonic.
 */
export function createVoiceBox(audio: () => AudioContext, now: () => number): VoiceBox {
  const detector = new BrowserVad({
    modelUrl: new URL(appPath('/vad/silero_vad_v6.onnx'), location.origin).href,
  });
  let made: Sound | null = null;
  const sound = (): Sound => {
    const context = audio();
    if (made?.context !== context)
      made = { context, speaker: new Speaker(context, now), tap: tapWith(context) };
    return made;
  };
  const pauses = new PauseMemory();
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  return {
    speaker: {
      say: (pieces, events) => sound().speaker.say(pieces, events),
      duck: () => sound().speaker.duck(),
      unduck: () => sound().speaker.unduck(),
      pause: () => sound().speaker.pause(),
      resume: () => sound().speaker.resume(),
      level: () => sound().speaker.level(),
    },
    // A failure is told when the microphone opens.
    warmUp: () => void detector.warmUp(new AbortController().signal).catch(() => {}),
    async openEar(signal, onAsking) {
      const microphone: MicrophoneParts = {
        mediaDevices,
        now,
        onAsking,
        // Looked up each time: the system may close a context under an open microphone.
        get context() {
          return sound().context;
        },
        tap: (stream, onFrame) => sound().tap(stream, onFrame),
      };
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
