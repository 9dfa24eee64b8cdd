import { expect, test } from 'vitest';
import type { EngineSetup, SpeedFigures } from '../../../src/contracts/route.ts';
import { RunRecords, type DeviceSpeeds } from '../../../src/patch-panel/run-records.ts';
import { FakeChatModel } from '../../fakes/fake-chat-model.ts';
import { fakeTarget } from '../../fakes/fake-target.ts';

const setup: EngineSetup = { modelId: 'm', variant: 'q4', runtime: 'wasm' };
const here = fakeTarget('chat', 'here', new FakeChatModel(), { setup });
const there = fakeTarget('chat', 'there', new FakeChatModel(), { place: 'home' });

test('what is predicted shows before the first run, what was measured from then on', () => {
  const kept: SpeedFigures[] = [];
  const device: DeviceSpeeds = {
    figuresFor: () => ({ predicted: { firstMs: 900 }, measured: null }),
    record: (_, run) => kept.push(run),
  };
  const runs = new RunRecords(
    () => device,
    () => 0,
  );
  expect(runs.speedOf(here)).toEqual({ predicted: { firstMs: 900 }, measured: null });
  runs.add(here, { firstMs: 1_000, tokensPerSecond: 20 });
  runs.add(here, { firstMs: 2_000, tokensPerSecond: 10 });
  expect(runs.speedOf(here)).toEqual({
    predicted: { firstMs: 900 },
    measured: { firstMs: 1_300, tokensPerSecond: 17 },
  });
  expect(kept).toHaveLength(2);
});

test('what a companion tells of itself counts as a prediction', () => {
  there.is = { state: 'ready', loaded: true, told: { firstMs: 300 } };
  const runs = new RunRecords(
    () => null,
    () => 0,
  );
  expect(runs.speedOf(there)).toEqual({ predicted: { firstMs: 300 }, measured: null });
});

test('the last thirty runs are kept, oldest first', () => {
  const runs = new RunRecords(
    () => null,
    () => 0,
  );
  for (let run = 1; run <= 40; run++) runs.add(there, { firstMs: run });
  expect(runs.recentMs('there')).toHaveLength(30);
  expect(runs.recentMs('there').at(-1)).toBe(40);
  expect(runs.recentMs('nobody')).toEqual([]);
});
