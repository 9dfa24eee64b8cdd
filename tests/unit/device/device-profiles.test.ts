import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { DeviceProfiles } from '../../../src/device/device-profiles.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { LiveDatabase } from '../../../src/storage/live-database.ts';
import { devices } from '../../fakes/device-profiles.ts';
import { noDatabase } from '../../fakes/no-database.ts';

const { graphics, wasm, probes, measuredAt } = devices.mSeries;
const speed = { graphics, wasm, probes, measuredAt };

test('speeds are kept by browser and adapter', async () => {
  const database = await openDatabase({}, 'profiles');
  const live = new LiveDatabase(() => Promise.resolve(database));
  await new DeviceProfiles(live).put('Chrome 156 apple', speed);
  const later = new DeviceProfiles(live);
  expect(await later.get('Chrome 156 apple')).toEqual(speed);
  expect(await later.get('Chrome 157 apple')).toBeNull();
  await database.put('deviceSpeeds', { device: 'old', speed: { gpu: 'yes' } });
  expect(await later.get('old')).toBeNull();
  database.close();
});

test('where nothing is kept they last as long as the page', async () => {
  const profiles = new DeviceProfiles(noDatabase());
  await profiles.put('a', speed);
  expect(await profiles.get('a')).toEqual(speed);
  expect(await profiles.get('b')).toBeNull();
});

test('they are kept also after the platform dropped the connection', async () => {
  const live = new LiveDatabase(() => openDatabase({}, 'profiles-dropped'));
  (await live.connection()).close();
  await new DeviceProfiles(live).put('a', speed);
  expect(await new DeviceProfiles(live).get('a')).toEqual(speed);
});
