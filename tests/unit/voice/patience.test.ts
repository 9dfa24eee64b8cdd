import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PauseMemory } from '../../../src/voice/ear/patience.ts';

function after(pausesMs: readonly number[]): PauseMemory {
  const memory = new PauseMemory();
  for (const pauseMs of pausesMs) memory.note(pauseMs);
  return memory;
}

describe('PauseMemory', () => {
  it('begins with the base of the question', () => {
    const memory = new PauseMemory();
    expect(memory.patienceMs('short')).toBeLessThan(memory.patienceMs('normal'));
    expect(memory.patienceMs('normal')).toBeLessThan(memory.patienceMs('long'));
  });

  it('waits longer for one who pauses long, less for one who does not', () => {
    expect(after(Array<number>(20).fill(850)).patienceMs('normal')).toBeGreaterThan(900);
    expect(after(Array<number>(20).fill(200)).patienceMs('normal')).toBeLessThan(900);
    expect(after([200, 200]).patienceMs('normal')).toBe(900);
  });

  it('forgets the sounds inside words and old habits', () => {
    expect(after(Array<number>(50).fill(64)).patienceMs('normal')).toBe(900);
    const pauses = [...Array<number>(40).fill(1500), ...Array<number>(40).fill(200)];
    expect(after(pauses).patienceMs('normal')).toBeLessThan(900);
  });

  it('learns from a turn that was cut', () => {
    const memory = new PauseMemory();
    for (let turn = 0; turn < 12; turn++) {
      memory.turnEnded(turn * 10_000);
      memory.speechStarted(turn * 10_000 + 1100);
    }
    expect(memory.patienceMs('normal')).toBeGreaterThan(1200);
    const calm = new PauseMemory();
    for (let turn = 0; turn < 12; turn++) {
      calm.turnEnded(turn * 10_000);
      calm.speechStarted(turn * 10_000 + 5000);
    }
    expect(calm.patienceMs('normal')).toBe(900);
  });

  it('stays within its bounds whatever it was told', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 60_000, noNaN: true })), (pauses) => {
        const patience = after(pauses).patienceMs('normal');
        expect(patience).toBeGreaterThanOrEqual(720);
        expect(patience).toBeLessThanOrEqual(1575);
      }),
    );
  });
});
