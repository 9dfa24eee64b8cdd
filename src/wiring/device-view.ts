import type { Sentence } from '../contracts/route.ts';
import type { DeviceProfile } from '../device/device-profile.ts';
import { tierOf } from '../device/tier-of.ts';
import type { DeviceView } from '../patch-panel/panel-view.ts';

/** Two digits are as many as a person can use. */
const short = (value: number) => Number(value.toPrecision(2));

/** What was measured on a device, in sentences. */
export function deviceView(profile: DeviceProfile): DeviceView {
  const tier = tierOf(profile);
  const [from, to] = tier.expect.sound;
  return {
    tier: tier.id,
    tierSentence: { key: `device.tier.${tier.id}`, params: { from, to } },
    facts: facts(profile),
  };
}

function facts({ browser, cores, isolated, graphics, wasm, companion }: DeviceProfile): Sentence[] {
  const { threads, allThreads, oneThread } = wasm;
  const gflops = (allThreads ?? oneThread)?.fp32.matrixGflops;
  const found: (Sentence | null)[] = [
    { key: 'device.fact.browser', params: { browser, cores } },
    { key: isolated ? 'device.fact.threads' : 'device.fact.oneThread', params: { threads } },
    gflops ? { key: 'device.fact.processor', params: { gflops: short(gflops) } } : null,
    graphics ? chip(graphics) : { key: 'device.fact.noChip' },
    companion
      ? { key: 'device.fact.companion', params: { ms: Math.round(companion.roundTripMs) } }
      : null,
  ];
  return found.filter((sentence) => sentence !== null);
}

function chip({
  software,
  vendor,
  architecture,
  ...rates
}: NonNullable<DeviceProfile['graphics']>): Sentence {
  if (software) return { key: 'device.fact.softwareChip' };
  const name = [vendor, architecture].filter(Boolean).join(' ');
  const { bandwidthGbPerS: gb } = rates;
  if (!gb) return { key: 'device.fact.chip', params: { name } };
  return { key: 'device.fact.chipSpeed', params: { name, gb: short(gb) } };
}
