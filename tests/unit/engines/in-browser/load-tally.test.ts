import { expect, test } from 'vitest';
import type { ModelEntry } from '../../../../src/contracts/catalog.ts';
import type { LoadProgress } from '../../../../src/contracts/engine.ts';
import { createLoadTally } from '../../../../src/engines/in-browser/load-tally.ts';

const variant = { name: 'wasm', dtype: 'q8', devices: ['wasm'] } as const;
const entry = (files: ModelEntry['files']) => ({ files }) as unknown as ModelEntry;

function tallied(files: ModelEntry['files'], steps: [string, number, number][]): LoadProgress[] {
  const reports: LoadProgress[] = [];
  const tally = createLoadTally(entry(files), { ...variant, devices: ['wasm'] }, (progress) =>
    reports.push(progress),
  );
  for (const step of steps) tally(...step);
  return reports;
}

test('adds files up to the total of the catalog, without those of other variants', () => {
  const files: ModelEntry['files'] = [
    { path: 'a', role: 'config', sizeBytes: 10 },
    { path: 'b', role: 'weights', sizeBytes: 90 },
    { path: 'c', role: 'weights', sizeBytes: 500, variants: ['webgpu'] },
  ];
  expect(
    tallied(files, [
      ['a', 10, 10],
      ['b', 90, 90],
    ]),
  ).toEqual([
    { loadedBytes: 10, totalBytes: 100 },
    { loadedBytes: 100, totalBytes: 100 },
  ]);
});

test('the total is 0 until every file has told its size', () => {
  const files: ModelEntry['files'] = [
    { path: 'a', role: 'config' },
    { path: 'b', role: 'weights' },
  ];
  expect(
    tallied(files, [
      ['a', 10, 10],
      ['b', 20, 20],
    ]).map((each) => each.totalBytes),
  ).toEqual([0, 30]);
});

test('reports often enough to be seen and no more', () => {
  const files: ModelEntry['files'] = [{ path: 'a', role: 'weights' }];
  const total = 10 * 1024 * 1024;
  const steps = Array.from({ length: 1024 }, (_, index): [string, number, number] => [
    'a',
    (index + 1) * 10 * 1024,
    total,
  ]);
  const reports = tallied(files, steps);
  expect(reports.length).toBeLessThan(60);
  expect(reports.at(-1)).toEqual({ loadedBytes: total, totalBytes: total });
});
