import { primaryLanguage } from '../../../base/primary-language.ts';
import languages from './espeak-languages.json' with { type: 'json' };

/** Entries of espeak-ng that speak `language`: the same region first, then the others. */
export function entriesFor(language: string) {
  const wanted = language.toLowerCase();
  return languages
    .filter((entry) => primaryLanguage(entry.language) === primaryLanguage(wanted))
    .sort(
      (a, b) =>
        Number(b.language.toLowerCase() === wanted) - Number(a.language.toLowerCase() === wanted),
    );
}
