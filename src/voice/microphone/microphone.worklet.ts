/** The microphone's half on the audio thread: mixes to mono, resamples, hands over whole frames. */
import { FrameResampler } from './frame-resampler.ts';

// The worker library of TypeScript knows no AudioWorkletGlobalScope.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** One block of Web Audio. */
const SILENCE = new Float32Array(128);

class MicrophoneProcessor extends AudioWorkletProcessor {
  readonly #resampler = new FrameResampler(sampleRate);
  #open = true;

  constructor() {
    super();
    this.port.onmessage = () => (this.#open = false);
  }

  /**
   * `inputs[0]`: one block per channel. None where a stream has no sound at this moment, as in
   * Firefox before the first of it and in its gaps: that is silence, and time goes on in it.
   */
  process(inputs: readonly (readonly Float32Array[])[]): boolean {
    const channels = inputs[0] ?? [];
    const first = channels[0] ?? SILENCE;
    this.#resampler.push(channels.length > 1 ? mixDown(first, channels) : first, (frame) =>
      this.port.postMessage(frame, [frame.buffer]),
    );
    return this.#open;
  }
}

function mixDown(first: Float32Array, channels: readonly Float32Array[]): Float32Array {
  return first.map((_, index) => {
    let sum = 0;
    for (const channel of channels) sum += channel[index] ?? 0;
    return sum / channels.length;
  });
}

registerProcessor('parley-microphone', MicrophoneProcessor);
