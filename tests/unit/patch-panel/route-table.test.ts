import { describe, expect, test } from 'vitest';
import type { Policy } from '../../../src/contracts/lesson.ts';
import type { RouteMode } from '../../../src/contracts/route.ts';
import type { Candidate } from '../../../src/patch-panel/candidate.ts';
import { chooseRoute } from '../../../src/patch-panel/choose-route.ts';

/** Whether the companion and its cloud can be reached. */
type Network = 'all' | 'no-cloud' | 'none';
/** How fast this device is, by its benchmark. */
type Device = 'fast' | 'slow';

const FIRST_MS = { device: { fast: 200, slow: 2_000 }, home: 500, cloud: 400 };

function targets(network: Network, device: Device): Candidate[] {
  const target = (place: 'device' | 'home' | 'cloud', firstMs: number): Candidate => ({
    id: place,
    place,
    who: place,
    state: place === 'device' || network === 'all' ? 'ready' : 'down',
    speaks: true,
    quality: 'small',
    predicted: { firstMs, tokensPerSecond: 30 },
    measured: null,
    loaded: true,
    busy: false,
    drift: null,
    aside: false,
  });
  const home = target('home', FIRST_MS.home);
  return [
    target('device', FIRST_MS.device[device]),
    network === 'no-cloud' ? { ...home, state: 'ready' } : home,
    target('cloud', FIRST_MS.cloud),
  ];
}

const order = (mode: RouteMode, policy: Policy, network: Network, device: Device) =>
  chooseRoute({
    job: 'chat',
    task: 'chat',
    policy,
    mode,
    override: null,
    candidates: targets(network, device),
    current: null,
    nowMs: 0,
    batteryLow: false,
    saveData: false,
  })
    .order.map(({ id }) => id)
    .join(' ');

/** mode | network | policy | order on a fast device | order on a slow one. */
const table: [RouteMode, Network, Policy, string, string][] = [
  ['auto', 'all', 'device-only', 'device', 'device'],
  ['auto', 'all', 'school-network', 'device home', 'home device'],
  ['auto', 'all', 'cloud-allowed', 'device cloud home', 'cloud home device'],
  ['auto', 'no-cloud', 'device-only', 'device', 'device'],
  ['auto', 'no-cloud', 'school-network', 'device home', 'home device'],
  ['auto', 'no-cloud', 'cloud-allowed', 'device home', 'home device'],
  ['auto', 'none', 'device-only', 'device', 'device'],
  ['auto', 'none', 'school-network', 'device', 'device'],
  ['auto', 'none', 'cloud-allowed', 'device', 'device'],
  ['onDeviceOnly', 'all', 'device-only', 'device', 'device'],
  ['onDeviceOnly', 'all', 'school-network', 'device', 'device'],
  ['onDeviceOnly', 'all', 'cloud-allowed', 'device', 'device'],
  ['onDeviceOnly', 'no-cloud', 'device-only', 'device', 'device'],
  ['onDeviceOnly', 'no-cloud', 'school-network', 'device', 'device'],
  ['onDeviceOnly', 'no-cloud', 'cloud-allowed', 'device', 'device'],
  ['onDeviceOnly', 'none', 'device-only', 'device', 'device'],
  ['onDeviceOnly', 'none', 'school-network', 'device', 'device'],
  ['onDeviceOnly', 'none', 'cloud-allowed', 'device', 'device'],
  ['onDevicePreferred', 'all', 'device-only', 'device', 'device'],
  ['onDevicePreferred', 'all', 'school-network', 'device home', 'device home'],
  ['onDevicePreferred', 'all', 'cloud-allowed', 'device cloud home', 'device cloud home'],
  ['onDevicePreferred', 'no-cloud', 'device-only', 'device', 'device'],
  ['onDevicePreferred', 'no-cloud', 'school-network', 'device home', 'device home'],
  ['onDevicePreferred', 'no-cloud', 'cloud-allowed', 'device home', 'device home'],
  ['onDevicePreferred', 'none', 'device-only', 'device', 'device'],
  ['onDevicePreferred', 'none', 'school-network', 'device', 'device'],
  ['onDevicePreferred', 'none', 'cloud-allowed', 'device', 'device'],
  ['serverPreferred', 'all', 'device-only', 'device', 'device'],
  ['serverPreferred', 'all', 'school-network', 'home device', 'home device'],
  ['serverPreferred', 'all', 'cloud-allowed', 'cloud home device', 'cloud home device'],
  ['serverPreferred', 'no-cloud', 'device-only', 'device', 'device'],
  ['serverPreferred', 'no-cloud', 'school-network', 'home device', 'home device'],
  ['serverPreferred', 'no-cloud', 'cloud-allowed', 'home device', 'home device'],
  ['serverPreferred', 'none', 'device-only', 'device', 'device'],
  ['serverPreferred', 'none', 'school-network', 'device', 'device'],
  ['serverPreferred', 'none', 'cloud-allowed', 'device', 'device'],
  ['serverOnly', 'all', 'device-only', '', ''],
  ['serverOnly', 'all', 'school-network', 'home', 'home'],
  ['serverOnly', 'all', 'cloud-allowed', 'cloud home', 'cloud home'],
  ['serverOnly', 'no-cloud', 'device-only', '', ''],
  ['serverOnly', 'no-cloud', 'school-network', 'home', 'home'],
  ['serverOnly', 'no-cloud', 'cloud-allowed', 'home', 'home'],
  ['serverOnly', 'none', 'device-only', '', ''],
  ['serverOnly', 'none', 'school-network', '', ''],
  ['serverOnly', 'none', 'cloud-allowed', '', ''],
];

describe('modes × network × policy × benchmark', () => {
  test('is complete', () => {
    expect(new Set(table.map((row) => row.slice(0, 3).join())).size).toBe(5 * 3 * 3);
  });

  test.each(table)('%s, network %s, %s: %s / %s', (mode, network, policy, fast, slow) => {
    expect(order(mode, policy, network, 'fast')).toBe(fast);
    expect(order(mode, policy, network, 'slow')).toBe(slow);
  });
});
