import languages from './espeak-languages.json' with { type: 'json' };

const primary = (tag: string) => tag.toLowerCase().split('-')[0] ?? '';

/** Entries of espeak-ng that speak `language`: the same region first, then the others. */
export function entriesFor(language: string) {
  const wanted = language.toLowerCase();
  return languages
    .filter((entry) => primary(entry.language) === primary(wanted))
    .sort(
      (a, b) =>
        Number(b.language.toLowerCase() === wanted) - Number(a.language.toLowerCase() === wanted),
    );
}
