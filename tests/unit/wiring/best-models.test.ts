import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import document from '../../../models/tiers.json' with { type: 'json' };
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import { tiersSchema, type Tier } from '../../../src/contracts/tiers.ts';
import { memoryMbOf } from '../../../src/device/memory-of.ts';
import { tierOf } from '../../../src/device/tier-of.ts';
import { predict } from '../../../src/device/predict.ts';
import { setupsOn } from '../../fakes/setups-on.ts';
import type { DeviceProfile } from '../../../src/device/device-profile.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { trialOf } from '../../../src/model-store/trial-of.ts';
import { bestModels } from '../../../src/wiring/best-models.ts';
import { devices } from '../../fakes/device-profiles.ts';

const { tiers } = v.parse(tiersSchema, document);
const byId = (id: string) => catalog.find((entry) => entry.id === id)!;
const all = () => true;

/** A graphics chip is taken where there is one. */
function setupOn(entry: ModelEntry, device: DeviceProfile) {
  const setups = setupsOn(entry, device);
  return setups.find(({ runtime }) => runtime === 'webgpu') ?? setups[0];
}

/** As the app asks: each model as it would really run on the device. */
function standings(
  device: DeviceProfile,
  languages: string[],
  inReach: (id: string) => boolean = all,
  tier: Tier = tierOf(device),
) {
  return bestModels(catalog, tier, languages, {
    runs: (entry) => setupsOn(entry, device).length > 0,
    inReach: ({ id }) => inReach(id),
    tried: (entry) => trialOf(entry, setupOn(entry, device)?.runtime ?? null) === 'here',
    firstMs(entry) {
      const setup = setupOn(entry, device);
      return (setup && predict(entry, setup, device)?.firstMs) ?? null;
    },
  });
}
const best = (...asked: Parameters<typeof standings>) => {
  const found = standings(...asked);
  return catalog.filter(({ id }) => found.has(id));
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

describe('what nobody of us has run', () => {
  test('is never "best", only likely so', () => {
    for (const device of Object.values(devices)) {
      for (const [id, standing] of standings(device, ['en', 'es', 'de', 'fr'])) {
        const { runtime } = setupOn(byId(id), device)!;
        if (standing === 'best') expect(trialOf(byId(id), runtime), id).toBe('here');
      }
    }
  });

  test('gives way to what we have run, where that is of its size and can be had', () => {
    // A chip’s Supertonic is proposed first; the voice that comes with Parley was heard by us.
    const voice = standings(devices.mSeries, ['en']);
    expect(voice.get('piper-en-joe')).toBe('best');
    expect(voice.has('supertonic')).toBe(false);
    const without = standings(devices.mSeries, ['en'], (id) => id !== 'piper-en-joe');
    expect(without.get('supertonic')).toBe('likely');
  });

  test('keeps its place where only smaller or slower ones were run', () => {
    const ears = standings(devices.gamingChip, ['en']);
    expect(ears.get('whisper-small.en')).toBe('likely');
    expect(ears.has('moonshine-tiny')).toBe(false);
    // Whisper always hears thirty seconds: here that would be felt.
    expect(standings(devices.workstationWithoutChip, ['en']).get('moonshine-base')).toBe('likely');
    expect(standings(devices.workstationWithoutChip, ['es']).get('whisper-base')).toBe('best');
  });

  test('on a chip is another thing than on a processor', () => {
    expect(trialOf(byId('kokoro-82m'), 'wasm')).toBe('here');
    expect(trialOf(byId('kokoro-82m'), 'webgpu')).toBe('elsewhere');
    expect(trialOf(byId('kokoro-82m'), null)).toBe('here');
    expect(trialOf(byId('lfm2.5-350m'), null)).toBe('never');
    expect(trialOf(byId('tiny-tutor'), 'webgpu')).toBe('here');
  });
});

describe('tutors for a talk', () => {
  const tutor = (...asked: Parameters<typeof standings>) =>
    [...standings(...asked)].filter(([id]) => byId(id).job === 'chat');

  test('below half a billion weights they are a thing to try, everywhere', () => {
    for (const device of Object.values(devices)) {
      for (const [id, standing] of tutor(device, ['en', 'es'])) {
        const small = (byId(id).shape?.parametersM ?? Infinity) < 500;
        expect(standing === 'try', id).toBe(small);
      }
    }
    expect(tutor(devices.chromebook, ['en'])).toEqual([['smollm2-135m', 'try']]);
  });

  test.each(tiers.map((tier) => [tier.id, tier] as const))(
    '%s has one that knows other languages, if it can hold one',
    (_, tier) => {
      const small = byId('qwen3-0.6b');
      const chip = tier.needs.gpuGbPerS !== undefined;
      const fits = small.variants
        .filter(({ devices: on }) => on.includes('webgpu') === chip)
        .some((variant) => memoryMbOf(small, variant) <= tier.memoryCeilingMb);
      for (const language of ['es', 'fr', 'de']) {
        const knows = tier.propose.chat.filter((id) => speaks(byId(id).languages, language));
        expect(knows.length > 0, language).toBe(fits);
      }
    },
  );

  test.each(['es', 'de', 'fr'])('a laptop without a chip is proposed one for %s', (language) => {
    expect(tutor(devices.schoolLaptop, [language])).toEqual([['qwen3-0.6b', 'likely']]);
    expect(tutor(devices.goodPhone, [language])).toEqual([['qwen3-0.6b', 'likely']]);
  });

  test('the weakest are proposed none that does not know the language', () => {
    expect(tutor(devices.chromebook, ['es'])).toEqual([]);
    expect(tutor(devices.oldLaptop, ['en', 'es'])).toEqual([]);
  });
});
