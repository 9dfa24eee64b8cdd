import type { Locale } from '../contracts/settings.ts';
import en from '../messages/en.json' with { type: 'json' };
import { createTranslate, type Catalog, type Translate } from '../messages/translate.ts';

const english: Catalog = en;

/** The interface's language: English is always there, others arrive when they are chosen. */
export class Language {
  #locale = $state<Locale>('en');
  #translate = $state.raw<Translate>(createTranslate('en', english));

  /** The locale that is on the screen now. */
  get locale(): Locale {
    return this.#locale;
  }

  /** A message of the current catalog; reactive. */
  readonly t: Translate = (key, params) => this.#translate(key, params);

  /** Fetches the catalog, then changes every word at once. Stays as it was when that fails. */
  async use(locale: Locale): Promise<void> {
    const catalog: Catalog =
      locale === 'en'
        ? english
        : (await import('../messages/es.json', { with: { type: 'json' } })).default;
    this.#translate = createTranslate(locale, catalog);
    this.#locale = locale;
  }
}
