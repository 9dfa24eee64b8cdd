import { expect, test } from 'vitest';
import { tierOf } from '../../../src/device/tier-of.ts';
import { setupsOn } from '../../../src/device/predict.ts';
import type { DeviceProfile } from '../../../src/device/device-profile.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { bestModels } from '../../../src/wiring/best-models.ts';
import { devices } from '../../fakes/device-profiles.ts';

const all = () => true;
const best = (
  device: DeviceProfile,
  languages: string[],
  inReach: (id: string) => boolean = all,
) => {
  const ids = bestModels(
    catalog,
    tierOf(device),
    languages,
    (entry) => setupsOn(entry, device).length > 0,
    ({ id }) => inReach(id),
  );
  return catalog.filter(({ id }) => ids.has(id));
};
const speaks = (languages: readonly string[], language: string) =>
  languages.length === 0 || languages.includes(language);

test.each(Object.entries(devices))(
  '%s: at most one model per job and language, and it runs',
  (_, device) => {
    for (const language of ['en', 'es', 'de', 'sw']) {
      const found = best(device, [language]);
      expect(new Set(found.map(({ job }) => job)).size).toBe(found.length);
      for (const entry of found) {
        expect(speaks(entry.languages, language), entry.id).toBe(true);
        expect(setupsOn(entry, device)).not.toEqual([]);
      }
    }
  },
);

test('one model that knows both languages is enough', () => {
  const jobs = best(devices.schoolLaptop, ['es', 'en']).map(({ job }) => job);
  expect(jobs.filter((job) => job === 'transcribe')).toEqual(['transcribe']);
});

test('what can be had goes before what cannot', () => {
  const [first] = best(devices.schoolLaptop, ['en']).filter(({ job }) => job === 'transcribe');
  expect(first?.id).toBe('moonshine-tiny');
  const [had] = best(devices.schoolLaptop, ['en'], (id) => id === 'whisper-tiny').filter(
    ({ job }) => job === 'transcribe',
  );
  expect(had?.id).toBe('whisper-tiny');
});
