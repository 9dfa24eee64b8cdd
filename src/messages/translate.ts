import { fillIn } from '../base/fill-in.ts';
import { numberFormat, pluralRules } from '../base/intl.ts';
import en from './en.json' with { type: 'json' };

/** One catalog per language; English is complete and the measure of the others. */
export type Catalog = { readonly [key: string]: string | Catalog };
export type MessageParams = Readonly<Record<string, string | number>>;
/** Returns the sentence for a dotted key (`player.listening`). */
export type Translate = (key: string, params?: MessageParams) => string;

function find(catalog: Catalog, key: string): string | Catalog | undefined {
  let at: string | Catalog | undefined = catalog;
  for (const part of key.split('.')) {
    if (at === undefined || typeof at === 'string') return undefined;
    at = at[part];
  }
  return at;
}

/**
 * A small whole number is written alike in every language that we have, and the first formatter of a
 * page takes a phone a tenth of a second.
 */
const written = (locale: string, value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1000
    ? String(value)
    : numberFormat(locale).format(value);

/**
 * A translator for one language. A message is a sentence with `{name}` places, or plural forms by
 * CLDR category (`one`, `few`, `other` …) chosen by `params.count`. A key missing in `catalog`
 * falls back to English; a key missing there too comes back as itself, so nothing is ever blank.
 */
export function createTranslate(locale: string, catalog: Catalog): Translate {
  return (key, params = {}) => {
    let found = find(catalog, key) ?? find(en, key);
    if (found !== undefined && typeof found !== 'string') {
      const forms: Catalog = found;
      const category =
        typeof params.count === 'number' ? pluralRules(locale).select(params.count) : 'other';
      found = forms[category] ?? forms.other;
    }
    if (typeof found !== 'string') return key;
    return fillIn(found, (name) => {
      const value = params[name];
      return typeof value === 'number' ? written(locale, value) : value;
    });
  };
}
