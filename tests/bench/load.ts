import { percentile } from '../../src/base/percentile.ts';
import { Pool, type Dispatcher } from 'undici';

/** What one request took. */
interface Timing {
  /** To the first byte of the body. */
  readonly firstMs: number;
  readonly totalMs: number;
  /** The longest pause between two pieces of the body. */
  readonly gapMs: number;
}

export interface Load {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly atOnce: number;
  readonly requests: number;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly failed: number;
  readonly firstP50Ms: number;
  readonly totalP50Ms: number;
  readonly gapP99Ms: number;
}

/** Sends many equal requests over as many connections as are open at once. */
export async function runLoad({ url, body, headers, atOnce, requests }: Load): Promise<LoadResult> {
  const pool = new Pool(url, { connections: atOnce, pipelining: 1 });
  const timings: Timing[] = [];
  let begun = 0;
  let failed = 0;
  const lane = async () => {
    while (begun < requests) {
      begun++;
      await one(pool, body, headers).then(
        (timing) => timings.push(timing),
        () => failed++,
      );
    }
  };
  const startMs = performance.now();
  await Promise.all(Array.from({ length: atOnce }, lane));
  const seconds = (performance.now() - startMs) / 1000;
  await pool.destroy();
  return {
    perSecond: requests / seconds,
    failed,
    firstP50Ms: percentile(
      timings.map((it) => it.firstMs),
      0.5,
    ),
    totalP50Ms: percentile(
      timings.map((it) => it.totalMs),
      0.5,
    ),
    gapP99Ms: percentile(
      timings.map((it) => it.gapMs),
      0.99,
    ),
  };
}

function one(pool: Pool, body: string, headers: Record<string, string>): Promise<Timing> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    let firstMs = 0;
    let lastMs = 0;
    let gapMs = 0;
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => undefined,
      onResponseStart(_controller, status) {
        if (status !== 200) reject(new Error(`status ${status}`));
      },
      onResponseData() {
        const nowMs = performance.now();
        if (lastMs === 0) firstMs = nowMs - startMs;
        else gapMs = Math.max(gapMs, nowMs - lastMs);
        lastMs = nowMs;
      },
      onResponseEnd: () => resolve({ firstMs, totalMs: performance.now() - startMs, gapMs }),
      onResponseError: (_controller, error) => reject(error),
    };
    pool.dispatch(
      {
        method: 'POST',
        path: '/v1/chat/completions',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
      },
      handler,
    );
  });
}
