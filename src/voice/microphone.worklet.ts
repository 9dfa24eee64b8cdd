/** The microphone's half on the audio thread: mixes to mono, resamples, hands over whole frames. */
import { FrameResampler } from './frame-resampler.ts';

// The worker library of TypeScript knows no AudioWorkletGlobalScope.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class MicrophoneProcessor extends AudioWorkletProcessor {
  readonly #resampler = new FrameResampler(sampleRate);
  #open = true;

  constructor() {
    super();
    this.port.onmessage = () => (this.#open = false);
  }

  /** `inputs[0]`: one block per channel; none while nothing is connected. */
  process(inputs: readonly (readonly Float32Array[])[]): boolean {
    const channels = inputs[0] ?? [];
    const first = channels[0];
    if (first) {
      this.#resampler.push(channels.length === 1 ? first : mixDown(first, channels), (frame) =>
        this.port.postMessage(frame, [frame.buffer]),
      );
    }
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
