import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const speech = join(import.meta.dirname, '../../fixtures/speech');

interface Studio {
  /** Plays a recording into the microphone; resolves when it ended. */
  speak(wavBase64: string): Promise<void>;
  /** As when the cable is pulled. */
  unplug(): void;
  plugIn(): void;
  /** Loudest sample that left for the loudspeaker since the last call, 0..1. */
  takePeak(): number;
  /** When something was first heard at the loudspeaker since `takePeak` or the start; page's clock, ms. */
  soundedAtMs: number | null;
  opened: number;
}
declare global {
  interface Window {
    studio: Studio;
  }
}

/**
 * A studio around the page: a microphone that plays what the test gives it, and an ear at the
 * loudspeaker. Everything between the two is the app's own.
 */
export async function openStudio(page: Page): Promise<void> {
  // Where esbuild compiled this file it names functions with a helper that the page lacks.
  await page.addInitScript('globalThis.__name ??= (named) => named');
  await page.addInitScript(() => {
    let context: AudioContext | null = null;
    let into: MediaStreamAudioDestinationNode | null = null;
    let missing = false;
    let peak = 0;
    /** Fainter than this is no voice. */
    const HEARD = 0.01;
    const tracks: MediaStreamTrack[] = [];
    const taps = new WeakMap<BaseAudioContext, AnalyserNode>();
    const connect = (from: AudioNode, ...rest: unknown[]) =>
      (plain as (...all: unknown[]) => unknown).apply(from, rest);
    // eslint-disable-next-line @typescript-eslint/unbound-method
    const plain = AudioNode.prototype.connect;
    AudioNode.prototype.connect = function (this: AudioNode, ...rest: unknown[]) {
      const target = rest[0];
      // What a trial of a voice computes offline is heard by nobody.
      const audible =
        target instanceof AudioDestinationNode && !(target.context instanceof OfflineAudioContext);
      if (audible && target.context !== context) {
        let tap = taps.get(target.context);
        if (!tap) {
          tap = target.context.createAnalyser();
          tap.fftSize = 4096;
          const heard = new Float32Array(tap.fftSize);
          const ear = tap;
          setInterval(() => {
            ear.getFloatTimeDomainData(heard);
            for (const sample of heard) peak = Math.max(peak, Math.abs(sample));
            if (peak > HEARD) window.studio.soundedAtMs ??= performance.now();
          }, 50);
          taps.set(target.context, tap);
        }
        connect(this, tap);
      }
      return connect(this, ...rest) as AudioNode;
    };

    navigator.mediaDevices.getUserMedia = async () => {
      if (missing) throw new DOMException('no device', 'NotFoundError');
      context ??= new AudioContext();
      await context.resume();
      into ??= context.createMediaStreamDestination();
      const stream = into.stream.clone();
      tracks.push(...stream.getTracks());
      window.studio.opened++;
      return stream;
    };
    window.studio = {
      opened: 0,
      soundedAtMs: null,
      async speak(wavBase64) {
        if (!context || !into) throw new Error('the microphone is closed');
        const bytes = Uint8Array.from(atob(wavBase64), (char) => char.charCodeAt(0));
        const source = context.createBufferSource();
        source.buffer = await context.decodeAudioData(bytes.buffer);
        source.connect(into);
        source.start();
        await new Promise((resolve) => (source.onended = resolve));
      },
      unplug() {
        missing = true;
        for (const track of tracks.splice(0)) {
          track.stop();
          track.dispatchEvent(new Event('ended'));
        }
      },
      plugIn() {
        missing = false;
        navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
      },
      takePeak() {
        const taken = peak;
        peak = 0;
        this.soundedAtMs = null;
        return taken;
      },
    };
  });
}

/** Says a recording, by its path or as of tests/fixtures/speech, into the page's microphone. */
export async function speak(page: Page, recording: string): Promise<void> {
  const wav = readFileSync(resolve(speech, recording)).toString('base64');
  await page.evaluate((data) => window.studio.speak(data), wav);
}

/** The same, as soon as the screen says `state`: nothing of the test's own way lies between. */
export async function speakInto(page: Page, state: string, recording: string): Promise<void> {
  const wav = readFileSync(resolve(speech, recording)).toString('base64');
  await page.evaluate(
    async ([wanted, data]) => {
      const shown = () => document.querySelector('.voice-state')?.textContent ?? '';
      while (!shown().includes(wanted)) await new Promise((resolve) => setTimeout(resolve, 20));
      await window.studio.speak(data);
    },
    [state, wav] as const,
  );
}

/** The loudest sample that the page sent to the loudspeaker since the last call, 0..1. */
export function takePeak(page: Page): Promise<number> {
  return page.evaluate(() => window.studio.takePeak());
}
