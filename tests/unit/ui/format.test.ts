import { describe, expect, test } from 'vitest';
import { translateEnglish as t } from '../../fakes/translate-english.ts';
import {
  bytesInWords,
  capitalised,
  durationInWords,
  languageMark,
  languageName,
  numberInWords,
} from '../../../src/ui/format.ts';
import common from '../../../src/messages/language-names.json' with { type: 'json' };

describe('format', () => {
  test.each([
    ['en', 'es', 'Spanish'],
    ['es', 'en-GB', 'Inglés'],
    ['en', 'qq', 'qq'],
  ])('names languages in %s: %s is %s', (locale, tag, name) => {
    expect(languageName(locale, tag)).toBe(name);
  });

  test('our own names of common languages are those of the platform', () => {
    for (const [locale, names] of Object.entries(common)) {
      const platform = new Intl.DisplayNames(locale, { type: 'language' });
      for (const [tag, name] of Object.entries(names)) {
        expect(name.toLowerCase()).toBe(platform.of(tag)?.toLowerCase());
      }
    }
  });

  test('marks a language by its primary subtag', () => {
    expect(languageMark('es-MX')).toBe('ES');
  });

  test.each([
    [43_000_000, '43 MB'],
    [1_240_000_000, '1.2 GB'],
    [812_345, '812 kB'],
  ])('%i bytes are %s', (bytes, words) => {
    expect(bytesInWords('en', bytes)).toBe(words);
  });

  test.each([
    [0, '1 s'],
    [45_000, '45 s'],
    [240_000, '4 min'],
    [380_000, '6 min 20 s'],
  ])('%i ms are %s', (ms, words) => {
    expect(durationInWords(t, ms)).toBe(words);
  });

  test('small numbers are words, larger ones figures', () => {
    expect(numberInWords(t, 'en', 8)).toBe('eight');
    expect(numberInWords(t, 'en', 1300)).toBe('1,300');
    expect(capitalised('en', 'eight of ten')).toBe('Eight of ten');
  });
});
