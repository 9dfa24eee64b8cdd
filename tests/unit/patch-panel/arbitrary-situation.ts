import fc from 'fast-check';
import { QUALITIES, type Candidate, type Situation } from '../../../src/patch-panel/candidate.ts';

const figures = fc.option(
  fc.record({
    firstMs: fc.integer({ min: 1, max: 60_000 }),
    tokensPerSecond: fc.integer({ min: 1, max: 300 }),
  }),
);

const candidate = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  place: fc.constantFrom('device', 'home', 'school', 'cloud'),
  who: fc.constantFrom('Moonshine tiny', 'MacBook'),
  state: fc.constantFrom('ready', 'loading', 'asleep', 'not-fetched', 'down', 'refused', 'unfit'),
  speaks: fc.boolean(),
  quality: fc.constantFrom(...QUALITIES),
  predicted: figures,
  measured: figures,
  loaded: fc.boolean(),
  busy: fc.boolean(),
  drift: fc.option(fc.record({ now: fc.integer({ min: 1, max: 20 }), before: fc.constant(40) })),
  aside: fc.boolean(),
}) satisfies fc.Arbitrary<Candidate>;

/** Every situation that a decision can be asked for. */
export const situation: fc.Arbitrary<Situation> = fc.record({
  job: fc.constantFrom('chat', 'transcribe', 'speak', 'embed'),
  task: fc.constantFrom('quick', 'chat', 'reason', 'grade', 'generate'),
  policy: fc.constantFrom('device-only', 'school-network', 'cloud-allowed'),
  mode: fc.constantFrom(
    'auto',
    'onDeviceOnly',
    'onDevicePreferred',
    'serverPreferred',
    'serverOnly',
  ),
  override: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'gone')),
  candidates: fc.uniqueArray(candidate, { selector: ({ id }) => id, maxLength: 6 }),
  current: fc.option(
    fc.record({ id: fc.constantFrom('a', 'b', 'gone'), sinceMs: fc.integer({ min: 0, max: 1e5 }) }),
  ),
  nowMs: fc.integer({ min: 1e5, max: 2e5 }),
  batteryLow: fc.boolean(),
  saveData: fc.boolean(),
});
