import { isUnseen } from './as-seen.ts';
import { ParleyError } from '../base/parley-error.ts';

/** A value that came from outside, copied: JSON and nothing else. */
export type PlainData =
  string | number | boolean | null | readonly PlainData[] | { readonly [key: string]: PlainData };

const MAX_DEPTH = 12;
const MAX_VALUES = 40_000;
const MAX_CHARACTERS = 400_000;

/** Names that reach into JavaScript's own objects; no lesson has a use for them. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
/** C0 and C1 controls but tab and line feed, which are only spaces here; and half characters. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const UNSPEAKABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\p{Surrogate}/u;
/**
 * Marks that turn the direction of writing: chat programs paste them along, and they can make one
 * text look like another, so they are dropped.
 */
const DIRECTION_MARKS = /[\u202a-\u202e\u2066-\u2069]/g;

const refuse = (problem: string) =>
  new ParleyError(
    'lesson-invalid',
    `This lesson cannot be used: ${problem}.`,
    'Ask the person who made it for a corrected lesson.',
    { params: { place: 'the lesson', problem } },
  );

function cleanText(text: string): string {
  const clean = text
    .replace(/\r\n?/g, '\n')
    .replaceAll('\t', ' ')
    .replace(DIRECTION_MARKS, '')
    .trim();
  if (UNSPEAKABLE.test(clean)) {
    throw refuse('it holds control characters, which can be neither shown nor spoken');
  }
  // Whether a text may be empty is a matter of the field; that it only looks so is not.
  if (clean !== '' && isUnseen(clean)) {
    throw refuse('it holds a text of signs that nobody sees');
  }
  return clean;
}

/**
 * A deep copy of untrusted data with bounded depth, number of values and characters. Text is trimmed,
 * line ends are `\n`, direction overrides are gone, `-0` is `0`, fields that are `undefined` are left
 * out. Throws ParleyError `lesson-invalid` with the first thing that is not plain data.
 */
export function copyPlainData(data: unknown): PlainData {
  let values = 0;
  let characters = 0;

  const count = (text: string): string => {
    // Counted before cleaning, so that a huge text costs nothing.
    characters += text.length;
    if (characters > MAX_CHARACTERS) {
      throw refuse(`it holds more than ${MAX_CHARACTERS.toLocaleString('en')} characters`);
    }
    return text;
  };

  const copy = (value: unknown, depth: number): PlainData => {
    values += 1;
    if (values > MAX_VALUES) throw refuse('it has far too many parts');
    if (depth > MAX_DEPTH) throw refuse('its parts are nested too deeply');
    if (typeof value === 'string') return cleanText(count(value));
    if (typeof value === 'number') return value === 0 ? 0 : value;
    if (typeof value === 'boolean' || value === null) return value;
    if (Array.isArray(value)) {
      // A length says nothing about what is stored, so it is checked before it is walked.
      if (value.length > MAX_VALUES) throw refuse('it has far too many parts');
      return Array.from(value, (item) => copy(item, depth + 1));
    }
    if (typeof value !== 'object') throw refuse('it holds something that is not plain data');
    const fields: Record<string, PlainData> = {};
    for (const key of Object.keys(value)) {
      if (FORBIDDEN_KEYS.has(key)) throw refuse(`it has a field named “${key}”`);
      const field = (value as Record<string, unknown>)[key];
      if (field !== undefined) fields[count(key)] = copy(field, depth + 1);
    }
    return fields;
  };

  return copy(data, 1);
}
