// A worklet's address is asked for this way: `new URL('./x.worklet.ts')` would ship raw TypeScript.
import workletUrl from './microphone.worklet.ts?worker&url';

/** Starts frames flowing from a stream; returns how to stop them. */
export type MicrophoneTap = (
  stream: MediaStream,
  onFrame: (samples: Float32Array) => void,
) => Promise<() => void>;

/** The tap of a real AudioContext: any device rate in, 16 kHz mono frames out. */
export function tapWith(context: AudioContext): MicrophoneTap {
  let loaded: Promise<void> | null = null;
  return async (stream, onFrame) => {
    loaded ??= context.audioWorklet.addModule(workletUrl);
    await loaded;
    const source = context.createMediaStreamSource(stream);
    const node = new AudioWorkletNode(context, 'parley-microphone', {
      numberOfInputs: 1,
      numberOfOutputs: 1,
    });
    node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => onFrame(data);
    source.connect(node);
    // Its output is silence; Safari runs only nodes that lead somewhere.
    node.connect(context.destination);
    return () => {
      node.port.onmessage = null;
      node.port.postMessage('close');
      source.disconnect();
      node.disconnect();
    };
  };
}
