import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import en from '../../../src/messages/en.json' with { type: 'json' };
import es from '../../../src/messages/es.json' with { type: 'json' };
import type { Catalog } from '../../../src/messages/translate.ts';

const PLURALS = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);

/** Plural forms count as one message: languages differ in how many they have. */
function messages(catalog: Catalog, prefix = ''): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, value] of Object.entries(catalog)) {
    const key = prefix + name;
    if (typeof value === 'string') found.set(key, [value]);
    else if ('other' in value && Object.keys(value).every((form) => PLURALS.has(form))) {
      found.set(
        key,
        Object.values(value).filter((form) => typeof form === 'string'),
      );
    } else for (const [inner, forms] of messages(value, `${key}.`)) found.set(inner, forms);
  }
  return found;
}

const placesOf = (forms: readonly string[]) =>
  [...new Set(forms.flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();

const english = messages(en);
/**
 * Without `errors`: in English their sentences stand in the code that makes them, beside the reason.
 * errors-documented.test.ts compares the two.
 */
const spanish = new Map([...messages(es)].filter(([key]) => !key.startsWith('errors.')));

describe('catalogs', () => {
  test('Spanish has exactly the messages of English', () => {
    expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('English errors are said by the code alone', () => {
    expect(Object.keys(en)).not.toContain('errors');
  });

  test.each([...english.keys()])('%s has the same places in every language', (key) => {
    expect(placesOf(spanish.get(key) ?? [])).toEqual(placesOf(english.get(key) ?? []));
  });

  test('no message is empty', () => {
    const empty = [...english, ...messages(es)].filter(([, forms]) =>
      forms.some((form) => !form.trim()),
    );
    expect(empty).toEqual([]);
  });

  test.each([
    ['en', en],
    ['es', es],
  ])('labels under the microphone button have at most nine letters (%s)', (_locale, catalog) => {
    const { repeat, hint, type, skip } = catalog.player;
    for (const label of [repeat, hint, type, skip]) expect(label.length).toBeLessThanOrEqual(9);
  });
});

const ui = join(import.meta.dirname, '../../../src/ui');
const sources = readdirSync(ui, { recursive: true, encoding: 'utf8' }).map((path) => ({
  path,
  text: /\.(svelte|ts|json)$/.test(path) ? readFileSync(join(ui, path), 'utf8') : '',
}));

describe('keys used by the screens', () => {
  const used = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\bt\(\s*'([a-zA-Z][\w-]*(?:\.[\w-]+)+)'/g)].map(([, key]) => [key, path]),
  );

  test.each(used)('%s (%s) is in the catalog', (key) => {
    expect(english.has(key ?? '')).toBe(true);
  });

  test('there are some', () => expect(used.length).toBeGreaterThan(100));
});
