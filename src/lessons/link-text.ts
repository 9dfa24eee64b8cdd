import table from './link-fields.json' with { type: 'json' };
import type { Lesson } from '../contracts/lesson.ts';

/**
 * A lesson as one compact text, which deflates a fifth smaller than JSON. Every value is led by one
 * control character that names its field; no text of a lesson may hold one (`readLesson`), so nothing
 * is escaped. `link-fields.json` gives each kind of object its letters; a letter never changes its
 * meaning, or links that were shared would break.
 *
 *     field = LETTER value          value of text, number = its characters
 *     object = field … END          value to pick from a list = one letter, "a" for the first
 *     list = LETTER item, again and again, or LETTER NONE when it is empty
 */

/** A field of the table: its name, its type, and the type of what it holds or the values to pick from. */
type Field = readonly (string | boolean)[];
type Fields = Readonly<Record<string, Field>>;

const END = '\u0000';
const NONE = '\u001f';
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABC';
const MAX_VALUES = 40_000;
const types: Readonly<Record<string, Fields>> = table;

/** Letters stand for the control characters 1 to 30 without the line feed, which texts do hold. */
const toControl = (letter: string) => {
  const index = LETTERS.indexOf(letter);
  return String.fromCharCode(index < 9 ? index + 1 : index + 2);
};
const letterOf = new Map(Array.from(LETTERS, (letter) => [toControl(letter), letter]));

// eslint-disable-next-line no-control-regex -- they lead the values
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/g;

const nameOf = (field: Field) => String(field[0]);
/** `list` of texts → kind "list", of "text"; a plain text is of itself. */
const kindOf = (field: Field) => {
  const kind = String(field[1]);
  return { kind, of: kind === 'list' || kind === 'object' ? String(field[2]) : kind };
};

function writeValue(type: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  let text = '';
  for (const [letter, field] of Object.entries(types[type] ?? {})) {
    const item = (value as Record<string, unknown>)[nameOf(field)];
    if (item === undefined) continue;
    const lead = toControl(letter);
    const { kind, of } = kindOf(field);
    if (kind === 'pick') {
      text += lead + LETTERS.charAt(field.indexOf(item as string | boolean) - 2);
    } else if (kind === 'list') {
      const items = item as readonly unknown[];
      text +=
        items.length === 0 ? lead + NONE : items.map((one) => lead + writeValue(of, one)).join('');
    } else {
      text += lead + writeValue(of, item);
    }
  }
  return text + END;
}

/** The compact text of a lesson. Its texts must be free of control characters (`readLesson`). */
export function writeLinkText(lesson: Lesson): string {
  return writeValue('lesson', lesson);
}

/** Says that a text was not written by `writeLinkText`. */
class LinkTextError extends Error {}

/**
 * The lesson data in a compact text, not yet checked: give it to `readLesson`. Never deeper than the
 * table, never more than 40,000 values. Throws LinkTextError for any other text.
 */
export function readLinkText(text: string): Record<string, unknown> {
  let at = 0;
  let values = 0;

  const plainText = (): string => {
    CONTROL.lastIndex = at;
    const end = CONTROL.exec(text)?.index ?? text.length;
    const found = text.slice(at, end);
    at = end;
    return found;
  };

  const readPick = (field: Field): unknown => {
    const letter = plainText();
    const index = letter.length === 1 ? LETTERS.indexOf(letter) : -1;
    const picked = index < 0 ? undefined : field[index + 2];
    if (picked === undefined) throw new LinkTextError('a choice is unknown');
    return picked;
  };

  const readItem = (type: string): unknown => {
    if (type === 'text') return plainText();
    if (type === 'number') {
      const digits = plainText();
      if (!/^-?\d/.test(digits)) throw new LinkTextError('a number has no digits');
      return Number(digits);
    }
    // A bare text is never empty, so a control character here begins an object.
    if (type === 'accept' && !letterOf.has(text.charAt(at)) && text[at] !== END) return plainText();
    return readObject(types[type] ?? {});
  };

  const readField = (object: Record<string, unknown>, field: Field): void => {
    const name = nameOf(field);
    const { kind, of } = kindOf(field);
    if (kind === 'list') {
      const list = (object[name] ??= []) as unknown[];
      if (text[at] === NONE) at += 1;
      else list.push(readItem(of));
      return;
    }
    if (name in object) throw new LinkTextError('a field stands twice');
    object[name] = kind === 'pick' ? readPick(field) : readItem(of);
  };

  const readObject = (fields: Fields): Record<string, unknown> => {
    const object: Record<string, unknown> = {};
    while (text[at] !== END) {
      values += 1;
      const field = fields[letterOf.get(text.charAt(at)) ?? ''];
      if (field === undefined || values > MAX_VALUES) throw new LinkTextError('a field is unknown');
      at += 1;
      readField(object, field);
    }
    at += 1;
    return object;
  };

  const lesson = readObject(types.lesson ?? {});
  if (at !== text.length) throw new LinkTextError('more text follows the lesson');
  return lesson;
}
