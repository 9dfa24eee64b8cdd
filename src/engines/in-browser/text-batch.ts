/** One frame of a screen; no voice and no eye follows faster, and each message costs a fast model speed. */
const BATCH_MS = 16;

/** Text on its way to the page, in few messages. */
export interface TextBatch {
  /** Sends at once, unless the last message went less than a batch ago. */
  readonly push: (text: string) => void;
  /** Sends what waits. To be called when the reply is over. */
  flush(): void;
}

/** Batches by the clock `now`, in ms. What waits goes with the text after it, never by a timer. */
export function createTextBatch(
  send: (text: string) => void,
  now: () => number = () => performance.now(),
): TextBatch {
  let waiting = '';
  let sentMs = -Infinity;
  function flush(): void {
    if (waiting === '') return;
    const text = waiting;
    waiting = '';
    sentMs = now();
    send(text);
  }
  return {
    push(text) {
      waiting += text;
      if (now() - sentMs >= BATCH_MS) flush();
    },
    flush,
  };
}
