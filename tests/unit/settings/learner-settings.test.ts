import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { LearnerSettings } from '../../../src/settings/learner-settings.svelte.ts';
import { chooseLocale } from '../../../src/settings/settings-schema.ts';
import { openDatabase } from '../../../src/storage/database.ts';

describe('learner settings', () => {
  it('keeps what was chosen', async () => {
    const database = await openDatabase({}, 'settings-kept');
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
    const settings = await LearnerSettings.open(database, ['en']);
    expect(settings.rate).toBe(1);
    expect(settings.patience).toBe('long');
  });

  it('works without a database, for as long as the page lives', async () => {
    const settings = await LearnerSettings.open(null, []);
    settings.rate = 0.8;
    expect(settings.rate).toBe(0.8);
  });

  it('takes the first language that has a catalog', () => {
    expect(chooseLocale(['fr-CA', 'es'])).toBe('es');
    expect(chooseLocale(['pt'])).toBe('en');
  });
});
