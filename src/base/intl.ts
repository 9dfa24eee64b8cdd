/** Making one takes a browser up to 30 ms the first time, and a page wants hundreds of sentences. */
const made = new Map<string, unknown>();

function once<T>(kind: string, locale: string, options: object, make: () => T): T {
  const key = `${kind} ${locale} ${JSON.stringify(options)}`;
  const known = made.get(key) as T | undefined;
  if (known !== undefined) return known;
  const fresh = make();
  made.set(key, fresh);
  return fresh;
}

/** Intl.NumberFormat, made when it is first wanted and kept. */
export const numberFormat = (locale: string, options: Intl.NumberFormatOptions = {}) =>
  once('number', locale, options, () => new Intl.NumberFormat(locale, options));

/** Intl.PluralRules, made when it is first wanted and kept. */
export const pluralRules = (locale: string) =>
  once('plural', locale, {}, () => new Intl.PluralRules(locale));

/** Intl.DisplayNames of languages, `none` for those it does not know; made once. */
export const languageNames = (locale: string) =>
  once(
    'language',
    locale,
    {},
    () => new Intl.DisplayNames(locale, { type: 'language', fallback: 'none' }),
  );
