/** An utterance that comes in frames, as one piece. Throws the signal's reason after it fires. */
export async function collectFrames(
  audio: AsyncIterable<Float32Array>,
  signal: AbortSignal,
): Promise<Float32Array<ArrayBuffer>> {
  const frames: Float32Array[] = [];
  let length = 0;
  for await (const frame of audio) {
    signal.throwIfAborted();
    frames.push(frame);
    length += frame.length;
  }
  signal.throwIfAborted();
  const samples = new Float32Array(length);
  let at = 0;
  for (const frame of frames) {
    samples.set(frame, at);
    at += frame.length;
  }
  return samples;
}
