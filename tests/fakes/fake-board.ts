import type { Job } from '../../src/contracts/route.ts';
import { DecisionLog } from '../../src/patch-panel/decision-log.ts';
import { MemoryKeeper, type MemoryCeiling } from '../../src/patch-panel/memory-keeper.ts';
import { PutAside } from '../../src/patch-panel/put-aside.ts';
import { RunRecords } from '../../src/patch-panel/run-records.ts';
import { Switchboard, type PanelChoices } from '../../src/patch-panel/switchboard.ts';
import type { TargetFacts, TargetSource } from '../../src/patch-panel/target.ts';

/** A switchboard with a clock that a test turns. */
export function fakeBoard(...sources: TargetSource[]) {
  const test = {
    nowMs: 1_000_000,
    choices: { routeMode: 'auto', routeOverrides: {} } as {
      routeMode: PanelChoices['routeMode'];
      routeOverrides: Partial<Record<Job, string>>;
    },
    ceiling: { memoryMb: 1000, oneGpuModel: false } as MemoryCeiling,
    failures: [] as TargetFacts[],
    changes: 0,
  };
  const now = () => test.nowMs;
  const log = new DecisionLog(() => new Date(test.nowMs));
  const board = new Switchboard({
    sources,
    choices: test.choices,
    conditions: () => ({ batteryLow: false, saveData: false }),
    runs: new RunRecords(() => null, now),
    aside: new PutAside(now),
    memory: new MemoryKeeper(() => test.ceiling),
    log,
    onFailure: (target) => void test.failures.push(target),
    onChange: () => void (test.changes += 1),
    now,
  });
  return { board, log, test };
}
