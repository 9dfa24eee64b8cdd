import type { Transcriber } from '../contracts/engine.ts';
import { createBrowserEspeak } from '../engines/in-browser/espeak/browser-espeak.ts';
import type { EspeakCall } from '../engines/in-browser/espeak/espeak-call.ts';
import { createSystemSynthesizer } from '../engines/system/system-synthesizer.ts';
import {
  createTarget,
  type AnyTarget,
  type TargetNow,
  type TargetSource,
} from '../patch-panel/target.ts';

const here = {
  place: 'device',
  name: 'this device',
  setup: null,
  memoryMb: 0,
  now: (): TargetNow => ({ state: 'ready', loaded: true }),
} as const;

/**
 * What this device can do without any model: its own voices, the built-in voice, and its own
 * recognition where that was found and may be used.
 */
export function createPlatformTargets(
  espeak: () => EspeakCall,
  recognition: () => Transcriber | null,
  label: (key: string) => string,
): TargetSource {
  const voices: readonly AnyTarget[] = [
    createTarget(
      {
        ...here,
        id: 'device/system-voice',
        job: 'speak',
        label: label('route.systemVoice'),
        languages: 'any',
        quality: 'small',
      },
      createSystemSynthesizer,
    ),
    // Understood everywhere, and recognised by everybody as a machine.
    createTarget(
      {
        ...here,
        id: 'device/espeak',
        job: 'speak',
        label: 'eSpeak',
        languages: 'any',
        quality: 'tiny',
      },
      () => createBrowserEspeak(espeak()),
    ),
  ];
  const hearing = new Map<Transcriber, AnyTarget>();
  return {
    watch: () => () => {},
    targets() {
      const engine = recognition();
      if (!engine) return voices;
      const target =
        hearing.get(engine) ??
        createTarget(
          {
            ...here,
            id: 'device/system-recognition',
            job: 'transcribe',
            label: label('route.systemRecognition'),
            languages: engine.languages,
            quality: 'small',
          },
          () => engine,
        );
      hearing.set(engine, target);
      return [...voices, target];
    },
  };
}
