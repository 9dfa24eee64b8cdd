import * as prom from 'prom-client';
import { describe, expect, it } from 'vitest';
import { Counter, Gauge, Histogram } from '../../../../server/metrics/registry.ts';
import { seededRandom } from '../../../fakes/seeded-random.ts';

/** What Prometheus reads: each line on its own, with labels in any order. */
function linesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      line.replace(/\{(.*)\}/, (_, labels: string) =>
        labels
          .split(/,(?=\w+=")/)
          .sort()
          .join(','),
      ),
    )
    .sort();
}

const models = ['qwen3:4b', 'org/model', 'said "so"', 'back\\slash', 'two\nlines', 'a,b="c"', ''];
const labelNames = ['provider', 'model'] as const;

describe('the text is what prom-client writes of the same numbers', () => {
  const random = seededRandom(7);
  const labels = () => ({
    provider: `p${Math.floor(random() * 3)}`,
    model: models[Math.floor(random() * models.length)] ?? '',
  });

  it('of a counter', async () => {
    const register = new prom.Registry();
    const theirs = new prom.Counter({
      name: 'c',
      help: 'Help.',
      labelNames,
      registers: [register],
    });
    const ours = new Counter('c', 'Help.');
    for (let count = 0; count < 500; count++) {
      const those = labels();
      ours.add(those);
      theirs.inc(those);
    }
    expect(linesOf(ours.render())).toEqual(linesOf(await register.metrics()));
  });

  it('of a gauge', async () => {
    const register = new prom.Registry();
    const theirs = new prom.Gauge({ name: 'g', help: 'Help.', labelNames, registers: [register] });
    const values = models.map((model) => [{ provider: 'p', model }, random() * 1e9] as const);
    for (const [those, value] of values) theirs.set(those, value);
    const ours = new Gauge('g', 'Help.', () => values);
    expect(linesOf(ours.render())).toEqual(linesOf(await register.metrics()));
  });

  it('of a histogram, on its bounds and beyond them', async () => {
    const buckets = [0.01, 0.5, 1, 20, 4096];
    const register = new prom.Registry();
    const parts = { name: 'h', help: 'Help.', labelNames, buckets, registers: [register] };
    const theirs = new prom.Histogram(parts);
    const ours = new Histogram('h', 'Help.', buckets);
    for (let count = 0; count < 2000; count++) {
      const those = labels();
      const value = count % 5 === 0 ? (buckets[count % buckets.length] ?? 0) : random() ** 8 * 9000;
      ours.of(those).observe(value);
      theirs.observe(those, value);
    }
    expect(linesOf(ours.render())).toEqual(linesOf(await register.metrics()));
  });
});

it('labels that nothing was counted of are not shown', () => {
  const histogram = new Histogram('h', 'Help.', [1]);
  histogram.of({ model: 'never' });
  expect(histogram.render()).toBe('# HELP h Help.\n# TYPE h histogram\n');
  expect(histogram.mean()).toBeNull();
});
