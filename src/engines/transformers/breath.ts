import { hearAborts } from '../../base/worker/abort-board.ts';

/** An abort is heard no later than this; more often would cost more than it brings. */
const BREATH_EVERY_MS = 8;

/** Where aborts are heard without messages. What else waits may wait longer: each pause takes a tenth of a fast model's speed. */
const RARE_BREATH_MS = 250;

/**
 * Lets waiting messages in, at most every few milliseconds. ONNX Runtime on WASM answers within the
 * same task, so without this a whole job would be done before an abort could be heard.
 */
export function createBreath(everyMs = BREATH_EVERY_MS): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  let lastMs = performance.now();
  return async () => {
    if (performance.now() - lastMs < everyMs) return;
    await new Promise<void>((resolve) => {
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
    lastMs = performance.now();
  };
}

interface Session {
  run(...inputs: unknown[]): Promise<unknown>;
}

/** Hears aborts between two runs of any of a model's sessions, and now and then lets messages in. */
export function breatheBetweenRuns(model: { readonly sessions: object }): void {
  const often = createBreath();
  const rarely = createBreath(RARE_BREATH_MS);
  for (const session of Object.values(model.sessions) as Session[]) {
    const run = session.run.bind(session);
    session.run = async (...inputs) => {
      await (hearAborts() ? rarely() : often());
      return run(...inputs);
    };
  }
}
