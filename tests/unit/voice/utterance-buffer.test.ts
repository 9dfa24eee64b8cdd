import { describe, expect, it } from 'vitest';
import { UtteranceBuffer } from '../../../src/voice/ear/utterance-buffer.ts';

/** Frame `n` ends at 32·(n+1) ms and holds the number n. */
function fill(buffer: UtteranceBuffer, from: number, to: number): void {
  for (let n = from; n < to; n++) {
    buffer.push({ samples: new Float32Array(512).fill(n), endMs: 32 * (n + 1) });
  }
}

describe('UtteranceBuffer', () => {
  it('gives the frames that touch a span, whole', () => {
    const buffer = new UtteranceBuffer();
    fill(buffer, 0, 10);
    const samples = buffer.slice(64, 100);
    expect([...new Set(samples)]).toEqual([2, 3]);
    expect(samples).toHaveLength(1024);
    expect(buffer.slice(1000, 2000)).toHaveLength(0);
  });

  it('keeps three seconds while nobody speaks', () => {
    const buffer = new UtteranceBuffer();
    fill(buffer, 0, 1000);
    expect(buffer.slice(0, Infinity).length / 512).toBe(94);
  });

  it('keeps all of a held turn, then lets go', () => {
    const buffer = new UtteranceBuffer();
    fill(buffer, 0, 50);
    buffer.hold(32);
    fill(buffer, 50, 600);
    expect(buffer.slice(32, Infinity).length / 512).toBe(599);
    buffer.release();
    expect(buffer.slice(0, Infinity).length / 512).toBe(94);
  });

  it('is bounded even when it is never let go', () => {
    const buffer = new UtteranceBuffer();
    buffer.hold(0);
    fill(buffer, 0, 5000);
    expect(buffer.slice(0, Infinity).length / 512).toBe(1125);
  });
});
