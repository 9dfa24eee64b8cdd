import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { DeviceProfiles } from '../../../src/device/device-profiles.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { devices } from '../../fakes/device-profiles.ts';

const { graphics, wasm, probes, measuredAt } = devices.mSeries;
const speed = { graphics, wasm, probes, measuredAt };

test('speeds are kept by browser and adapter', async () => {
  const database = await openDatabase({}, 'profiles');
  await new DeviceProfiles(database).put('Chrome 156 apple', speed);
  const later = new DeviceProfiles(database);
  expect(await later.get('Chrome 156 apple')).toEqual(speed);
  expect(await later.get('Chrome 157 apple')).toBeNull();
  await database.put('deviceSpeeds', { device: 'old', speed: { gpu: 'yes' } });
  expect(await later.get('old')).toBeNull();
  database.close();
});

test('without a database they last as long as the page', async () => {
  const profiles = new DeviceProfiles(null);
  await profiles.put('a', speed);
  expect(await profiles.get('a')).toEqual(speed);
  expect(await profiles.get('b')).toBeNull();
});
