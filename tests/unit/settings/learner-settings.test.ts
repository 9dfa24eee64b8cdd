import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { chooseLocale, LearnerSettings } from '../../../src/settings/learner-settings.svelte.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { LiveDatabase } from '../../../src/storage/live-database.ts';
import { noDatabase } from '../../fakes/no-database.ts';

describe('learner settings', () => {
  it('keeps what was chosen', async () => {
    const database = new LiveDatabase(() => openDatabase({}, 'settings-kept'));
    const first = await LearnerSettings.open(database, ['es-MX', 'en']);
    expect(first.locale).toBe('es');
    first.theme = 'dark';
    first.voice = { en: 'espeak/en-gb' };
    const second = await LearnerSettings.open(database, ['en']);
    expect(second.theme).toBe('dark');
    expect(second.voice).toEqual({ en: 'espeak/en-gb' });
  });

  it('falls back value by value when something kept makes no sense', async () => {
    const database = await openDatabase({}, 'settings-damaged');
    await database.put('settings', { name: 'rate', value: 99 });
    await database.put('settings', { name: 'patience', value: 'long' });
    const live = new LiveDatabase(() => Promise.resolve(database));
    const settings = await LearnerSettings.open(live, ['en']);
    expect(settings.rate).toBe(1);
    expect(settings.patience).toBe('long');
  });

  it('works where nothing is kept, for as long as the page lives', async () => {
    const settings = await LearnerSettings.open(noDatabase(), []);
    settings.rate = 0.8;
    expect(settings.rate).toBe(0.8);
  });

  it('writes over nothing that it could not read at first', async () => {
    const cloud = { may: false, name: 'Cloud', place: 'cloud' } as const;
    const school = { may: true, name: 'School', place: 'school' } as const;
    const kept = new LiveDatabase(() => openDatabase({}, 'settings-unread'));
    const before = await LearnerSettings.open(kept, ['en']);
    Object.assign(before, { theme: 'dark', rate: 0.8, mayLeave: { cloud } });
    await expect
      .poll(async () => (await LearnerSettings.open(kept, [])).mayLeave)
      .toEqual({ cloud });

    let answers = false;
    const late = new LiveDatabase((events) =>
      answers ? openDatabase(events, 'settings-unread') : Promise.reject(new Error('later')),
    );
    const settings = await LearnerSettings.open(late, ['en']);
    expect(settings.rate).toBe(1);
    answers = true;
    settings.theme = 'light';
    settings.mayLeave = { ...settings.mayLeave, school };
    await expect.poll(() => settings.rate).toBe(0.8);
    expect(settings.theme).toBe('light');
    const both = { cloud, school };
    await expect.poll(async () => (await LearnerSettings.open(kept, [])).mayLeave).toEqual(both);
    expect(settings.mayLeave).toEqual(both);
  });

  it('takes the first language that has a catalog', () => {
    expect(chooseLocale(['fr-CA', 'es'])).toBe('es');
    expect(chooseLocale(['pt'])).toBe('en');
  });
});
