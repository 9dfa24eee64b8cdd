import type { Transcriber } from '../contracts/engine.ts';
import { createBrowserEspeak } from '../engines/in-browser/browser-espeak.ts';
import { createBrowserSynthesizer } from '../engines/in-browser/browser-synthesizer.ts';
import { BrowserVad } from '../engines/in-browser/browser-vad.ts';
import { createVoiceTrial } from '../engines/in-browser/voices/voice-trial.ts';
import { createSystemSynthesizer } from '../engines/system/system-synthesizer.ts';
import { createFallbackSynthesizer } from '../patch-panel/fallback-synthesizer.ts';
import { Ear } from '../voice/ear.ts';
import { openMicrophone } from '../voice/microphone.ts';
import { tapWith } from '../voice/microphone-tap.ts';
import { PauseMemory } from '../voice/patience.ts';
import { Speaker } from '../voice/speaker.ts';
import { createSpeechCache, type SpeechCache } from '../voice/speech-cache.ts';
import type { ModelShelf } from './model-shelf.ts';
import { createStoredVoices, type StoredVoices } from './stored-voices.ts';

/** Everything that makes or takes sound. */
export interface VoiceBox {
  readonly synthesizer: SpeechCache;
  readonly voices: StoredVoices;
  readonly speaker: Speaker;
  openEar(signal: AbortSignal): Promise<Ear>;
}

export interface VoiceBoxParts {
  readonly audio: AudioContext;
  /** ms, monotonic. */
  readonly now: () => number;
  /** Null where this browser keeps nothing. */
  readonly models: () => Promise<ModelShelf | null>;
  /** What may listen to a new voice for a moment, in a language (BCP 47); null while it is busy. */
  readonly listener: (language: string) => Transcriber | null;
}

export function createVoiceBox({ audio, now, models, listener }: VoiceBoxParts): VoiceBox {
  const detector = new BrowserVad({
    modelUrl: new URL('/vad/silero_vad_v6.onnx', location.origin).href,
    runtimeUrl: new URL('/ort/', location.origin).href,
  });
  const tap = tapWith(audio);
  const pauses = new PauseMemory();
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  const trial = createVoiceTrial({
    kept: {
      read: async (name) => (await models())?.kept.read(name),
      write: async (name, value) => (await models())?.kept.write(name, value),
    },
    transcriber: listener,
  });
  const voices = createStoredVoices({
    async ready() {
      const shelf = await models();
      const here = (await shelf?.store.stored.ready()) ?? [];
      return shelf?.catalog.filter(({ id, job }) => job === 'speak' && here.includes(id)) ?? [];
    },
    create: (entry) => createBrowserSynthesizer({ entry, trial }),
    // The platform's voices are the more natural; espeak-ng is there where it has none.
    builtIn: createFallbackSynthesizer([createSystemSynthesizer(), createBrowserEspeak()]),
  });
  return {
    synthesizer: createSpeechCache(voices),
    voices,
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
