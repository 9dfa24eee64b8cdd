/** Frames of one utterance, to be heard several times from the first one on. */
export interface Replay {
  /** `whenOver` is called once the utterance is over for this listener. */
  (whenOver: () => void): AsyncGenerator<Float32Array>;
  /** Samples heard so far. */
  samples(): number;
}

/** Hands frames on and keeps them, so that the next engine can hear them from the beginning. */
export function createReplay(audio: AsyncIterable<Float32Array>): Replay {
  const iterator = audio[Symbol.asyncIterator]();
  const kept: Float32Array[] = [];
  // One wait for the next frame, whoever asks: an engine that was given up may still be in it.
  let coming: Promise<boolean> | null = null;
  let over = false;
  const pull = () =>
    (coming ??= iterator.next().then((next) => {
      coming = null;
      if (next.done) over = true;
      else kept.push(next.value);
      return !over;
    }));
  const replay = async function* (whenOver: () => void): AsyncGenerator<Float32Array> {
    for (let index = 0; ; index += 1) {
      while (index === kept.length) {
        if (over || !(await pull())) {
          whenOver();
          return;
        }
      }
      const frame = kept[index];
      // Engines hand their samples over to a worker; the kept ones must stay.
      if (frame) yield frame.slice();
    }
  };
  return Object.assign(replay, {
    samples: () => kept.reduce((sum, { length }) => sum + length, 0),
  });
}
