import { expect, test } from 'vitest';
import { isLeftOut, isWalled, placeOfUpstream } from '../../../src/patch-panel/policy-wall.ts';

test.each([
  ['device', 'home'],
  ['home', 'home'],
  ['school', 'school'],
  ['cloud', 'cloud'],
  ['intranet', 'cloud'],
  [undefined, 'cloud'],
  [null, 'cloud'],
])('an upstream that says %s is in the %s, and never this device', (privacy, place) => {
  expect(placeOfUpstream(privacy)).toBe(place);
  expect(isWalled('device-only', placeOfUpstream(privacy))).toBe(true);
});

test('the school network walls clouds alone, the open policy nothing', () => {
  const walled = (['device', 'home', 'school', 'cloud'] as const).filter((place) =>
    isWalled('school-network', place),
  );
  expect(walled).toEqual(['cloud']);
  expect(isWalled('cloud-allowed', 'cloud')).toBe(false);
});

test('modes that say "only" leave the other side out; preferences leave out nothing', () => {
  expect(isLeftOut('onDeviceOnly', 'school')).toBe(true);
  expect(isLeftOut('onDeviceOnly', 'device')).toBe(false);
  expect(isLeftOut('serverOnly', 'device')).toBe(true);
  expect(isLeftOut('serverOnly', 'cloud')).toBe(false);
  for (const mode of ['auto', 'onDevicePreferred', 'serverPreferred'] as const) {
    for (const place of ['device', 'home', 'school', 'cloud'] as const)
      expect(isLeftOut(mode, place)).toBe(false);
  }
});
