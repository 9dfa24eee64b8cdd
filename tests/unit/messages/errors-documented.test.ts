import { describe, expect, test } from 'vitest';
import es from '../../../src/messages/es.json' with { type: 'json' };
import engineErrors from '../../../src/engines/in-browser/engine-errors.json' with { type: 'json' };
import storeErrors from '../../../src/model-store/store-errors.json' with { type: 'json' };
import { createTranslate } from '../../../src/messages/translate.ts';
import { errorText } from '../../../src/ui/error-text.ts';
import {
  microphoneError,
  type MicrophoneErrorCode,
} from '../../../src/voice/microphone/microphone-errors.ts';
import {
  errorPlaces,
  sourceFiles,
  sourceText,
  tableCodes,
  type ErrorPlace,
} from './error-codes.ts';

/** Files that make errors whose code is a variable, and how their codes are found below. */
const INDIRECT = [
  'src/base/error-from.ts', // from the tables of engines and of the store
  'src/base/worker/plain-error.ts', // carries an error over from a worker or another tab
  'src/lessons/lesson-file.ts', // error('lesson-file-…', …)
  'src/voice/microphone/microphone-errors.ts', // a table
];

/** Values that are English phrases, so that a sentence in another language cannot hold them. */
const ENGLISH_PHRASES: Readonly<Record<string, readonly string[]>> = {
  'lesson-invalid': ['{place}', '{problem}'],
  'pattern-invalid': ['{problem}'],
};

const made = sourceFiles('src', /\.ts$/).flatMap((file) => errorPlaces(file, 'ParleyError'));
const fileRemedy = made.find(({ file }) => file === 'src/lessons/lesson-file.ts')?.remedy ?? null;

const placesOf = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

/** The errors of a table of sentences. */
const inTable = (file: string, table: Record<string, { message: string; remedy: string }>) =>
  Object.entries(table).map(([code, { message, remedy }]) => ({
    file,
    code,
    sentence: message,
    remedy,
    params: placesOf(`${message} ${remedy}`).map((place) => place.slice(1, -1)),
  }));

const inApp: ErrorPlace[] = [
  ...inTable('src/model-store/store-errors.json', storeErrors),
  ...inTable('src/engines/in-browser/engine-errors.json', engineErrors),
  ...made.filter(({ code }) => code !== null),
  ...errorPlaces('src/lessons/lesson-file.ts', 'error').map((place) => ({
    ...place,
    remedy: fileRemedy,
  })),
  ...tableCodes('src/voice/microphone/microphone-errors.ts', 'texts').map((code) => {
    const { message, remedy } = microphoneError(code as MicrophoneErrorCode);
    const file = 'src/voice/microphone/microphone-errors.ts';
    return { file, code, sentence: message, remedy, params: [] };
  }),
];

const inCompanion: ErrorPlace[] = sourceFiles('server', /\.ts$/).flatMap((file) => [
  ...errorPlaces(file, 'CompanionError'),
  // A form being read has a refusal of its own, in the dialect of docs/gateway.md.
  ...(file === 'server/routes/read-form.ts' ? [] : errorPlaces(file, 'refuse', 2)),
  ...[...sourceText(file).matchAll(/\bcode: '([a-z]+-[a-z-]+)',\s+message: '([^']+)'/g)].map(
    ([, code = '', sentence = '']) => ({ file, code, sentence, remedy: null, params: [] }),
  ),
]);

const codesOf = (places: readonly ErrorPlace[]) =>
  [...new Set(places.map(({ code }) => code ?? '?'))].sort();

/** The tables of docs/errors.md. */
const rows = [
  ...sourceText('docs/errors.md').matchAll(/^\| `([a-z0-9-]+)`\s*((?:\|(?:\\\||[^|\n])+){3})\|$/gm),
].map(([, code = '', cells = '']) => {
  const [sentence = '', remedy = '', from = ''] = cells
    .split(/(?<!\\)\|/)
    .slice(1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
  return { code, sentence: sentence.replace(/ \(\d{3}[^)]*\)$/, ''), remedy, from };
});

/** Whether `shown` is what the code says, its variable parts filled in somehow. */
function says(code: string | null, shown: string): boolean {
  if (code === null) return true;
  const parts = code.split('{…}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // Help of several lines does not fit a table: its first line stands for it.
  const [first = ''] = parts.join('.*').split('\n');
  return new RegExp(`^${first}$`, 'su').test(shown);
}

test('errors are made where this test can see them', () => {
  const indirect = made.filter(({ code }) => code === null).map(({ file }) => file);
  expect([...new Set(indirect)]).toEqual(INDIRECT);
  const inScreens = sourceFiles('src', /\.svelte$/).filter((file) =>
    sourceText(file).includes('new ParleyError('),
  );
  expect(inScreens).toEqual([]);
  expect(codesOf(inCompanion)).not.toContain('?');
  expect(codesOf(inApp).length).toBeGreaterThan(40);
});

test('docs/errors.md has every code once, and none that is gone', () => {
  const documented = rows.map(({ code }) => code).sort();
  expect(documented).toEqual([...codesOf(inApp), ...codesOf(inCompanion)].sort());
  // A row that the pattern above does not read would be missed.
  expect(sourceText('docs/errors.md').match(/^\| `/gm)?.length).toBe(rows.length);
});

describe.each(rows)('docs/errors.md, $code', ({ code, sentence, remedy, from }) => {
  const places = [...inApp, ...inCompanion].filter((place) => place.code === code);

  test('has the words and the files of the code', () => {
    expect(remedy).toBeTruthy();
    const same = places.filter(
      (place) => says(place.sentence, sentence) && says(place.remedy, remedy),
    );
    expect(same.length, sentence).toBeGreaterThan(0);
    const files = [...from.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file]) => file);
    expect(files.sort()).toEqual([...new Set(places.map(({ file }) => file))].sort());
  });
});

const spanish: Readonly<Record<string, { readonly sentence: string; readonly remedy: string }>> =
  es.errors;

test('Spanish has every code of the app, and none that is gone', () => {
  expect(Object.keys(spanish).sort()).toEqual(codesOf(inApp));
});

describe.each(Object.entries(spanish))('Spanish, %s', (code, said) => {
  const row = rows.find((one) => one.code === code);
  const params = inApp
    .filter((place) => place.code === code)
    .map((place) => place.params.map((name) => `{${name}}`));

  test('has the places of the English words, and values for them', () => {
    const english = placesOf(`${row?.sentence ?? ''} ${row?.remedy ?? ''}`);
    const phrases = ENGLISH_PHRASES[code] ?? [];
    expect(english).toEqual(expect.arrayContaining([...phrases]));
    expect(placesOf(`${said.sentence} ${said.remedy}`)).toEqual(
      english.filter((place) => !phrases.includes(place)),
    );
    for (const given of params) expect(given).toEqual(expect.arrayContaining(english));
  });
});

test('an error is shown in Spanish', () => {
  const text = errorText(createTranslate('es', es), microphoneError('microphone-denied'));
  expect(text).toEqual(spanish['microphone-denied']);
});
