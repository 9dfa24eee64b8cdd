import { expect, test } from 'vitest';
import type { Engine } from '../../../src/contracts/engine.ts';

/** What every engine must hold to, whatever its job. For a suite that describes one. */
export function testEngine(create: () => Engine): void {
  test('warms up, twice, and stops when told', async () => {
    const engine = create();
    const never = new AbortController().signal;
    await engine.warmUp(() => {}, never);
    await engine.warmUp(() => {}, never);
    await expect(engine.warmUp(() => {}, AbortSignal.abort())).rejects.toThrow();
    await engine.dispose();
  });
}
