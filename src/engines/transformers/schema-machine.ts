/**
 * A text that is being written, byte by byte (UTF-8), against what a JSON Schema allows. Immutable:
 * trying a byte changes nothing.
 */
export interface SchemaMachine {
  /** Null when no allowed text begins so. */
  next(byte: number): SchemaMachine | null;
  /** Whether the text may end here. */
  readonly complete: boolean;
}

/** One way to go on. A machine is in several states at once while it does not know which. */
interface State {
  on(byte: number): readonly State[];
  readonly complete: boolean;
}
type States = readonly State[];

/** So long a string gets when the schema names no length: a small model may never end one. */
const LONGEST_STRING = 300;
const MOST_DIGITS = 12;
const MOST_ITEMS = 8;
/** Whole numbers within limits are written out as long as they are not more than this. */
const MOST_WHOLE_NUMBERS = 1001;

const [QUOTE, BACKSLASH, MINUS, ZERO, NINE] = [0x22, 0x5c, 0x2d, 0x30, 0x39];
const ESCAPED = new Set([...'"\\/bfnrt'].map((letter) => letter.charCodeAt(0)));

const encoder = new TextEncoder();
const END: States = [{ on: () => [], complete: true }];

const state = (on: (byte: number) => States): State => ({ on, complete: false });
const isDigit = (byte: number) => byte >= ZERO && byte <= NINE;
const isHex = (byte: number) => isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
/** How many bytes of a character follow its first one; null for a byte that begins none. */
function bytesAfter(first: number): number | null {
  if (first < 0x80) return 0;
  if (first < 0xc2 || first > 0xf4) return null;
  return first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
}

function literal(text: string, then: States): States {
  const bytes = encoder.encode(text);
  const from = (at: number): States =>
    at === bytes.length ? then : [state((byte) => (byte === bytes[at] ? from(at + 1) : []))];
  return from(0);
}

/** What may stand after a comma or colon. */
const spaced = (text: string, then: States): States =>
  literal(text, [...then, ...literal(' ', then)]);

/** The rest of a string of at most `left` more characters, and its closing quote. */
function stringRest(left: number, then: States): States {
  const more = (): States => stringRest(left - 1, then);
  const hex = (digits: number): States =>
    digits === 0 ? more() : [state((byte) => (isHex(byte) ? hex(digits - 1) : []))];
  const escape = state((byte) => (ESCAPED.has(byte) ? more() : byte === 0x75 ? hex(4) : []));
  const inside = (bytes: number): States =>
    bytes === 0 ? more() : [state((byte) => ((byte & 0xc0) === 0x80 ? inside(bytes - 1) : []))];
  const first = state((byte) => {
    if (byte === QUOTE) return then;
    if (left === 0 || byte < 0x20) return [];
    if (byte === BACKSLASH) return [escape];
    const following = bytesAfter(byte);
    return following === null ? [] : inside(following);
  });
  return [first];
}

/** `then` is what comes after the last digit, whichever that is. */
function digits(left: number, then: States): States {
  return [
    {
      on: (byte) =>
        isDigit(byte) && left > 0 ? digits(left - 1, then) : then.flatMap((each) => each.on(byte)),
      complete: then.some(({ complete }) => complete),
    },
  ];
}

function number(whole: boolean, then: States): States {
  const fraction = literal('.', [
    state((byte) => (isDigit(byte) ? digits(MOST_DIGITS, then) : [])),
  ]);
  const after = whole ? then : [...then, ...fraction];
  const first = state((byte) => {
    // A number does not begin with a zero, unless it is one.
    if (byte === ZERO) return after;
    return isDigit(byte) ? digits(MOST_DIGITS, after) : [];
  });
  return [first, state((byte) => (byte === MINUS ? [first] : []))];
}

type Schema = Readonly<Record<string, unknown>>;
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);

/** Whether everything in `schema` is something that `value` can write. */
function isKnown(schema: unknown): boolean {
  if (!isSchema(schema)) return false;
  const { enum: choices, const: only, type, anyOf, oneOf, properties, items } = schema;
  if (only !== undefined || Array.isArray(choices)) return true;
  const either = anyOf ?? oneOf;
  if (Array.isArray(either)) return either.every(isKnown);
  const types: readonly unknown[] = [type].flat();
  return (
    types.every((each) => TYPES.has(each as string)) &&
    (!types.includes('array') || isKnown(items)) &&
    (!types.includes('object') || Object.values(properties ?? {}).every(isKnown))
  );
}

function object(schema: Schema, then: States): States {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const names = Object.keys(properties);
  /** The properties from `at` on, in the order of the schema; those that are not required may lack. */
  const from = (at: number, first: boolean): States => {
    const found: State[] = [];
    for (let index = at; index < names.length; index += 1) {
      const name = names[index]!;
      const rest = (): States => from(index + 1, false);
      const valued = value(properties[name], lazy(rest));
      const keyed = literal(JSON.stringify(name), spaced(':', valued));
      found.push(...(first ? keyed : spaced(',', keyed)));
      if (required.has(name)) return found;
    }
    return [...found, ...literal('}', then)];
  };
  return literal('{', from(0, true));
}

/** Built when it is reached, so that a schema of many properties does not become a tree of all ways. */
function lazy(build: () => States): States {
  let built: States | null = null;
  const states = () => (built ??= build());
  return [
    {
      on: (byte) => states().flatMap((each) => each.on(byte)),
      get complete() {
        return states().some(({ complete }) => complete);
      },
    },
  ];
}

function array(schema: Schema, then: States): States {
  const least = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
  const most = typeof schema['maxItems'] === 'number' ? schema['maxItems'] : MOST_ITEMS;
  const from = (count: number): States => {
    const closed = count >= least ? literal(']', then) : [];
    if (count >= most) return closed;
    const item = value(
      schema['items'],
      lazy(() => from(count + 1)),
    );
    return [...closed, ...(count === 0 ? item : spaced(',', item))];
  };
  return literal('[', from(0));
}

function wholeNumbers(schema: Schema, then: States): States {
  const { minimum, maximum } = schema as { minimum?: unknown; maximum?: unknown };
  if (typeof minimum !== 'number' || typeof maximum !== 'number') return number(true, then);
  const [from, to] = [Math.ceil(minimum), Math.floor(maximum)];
  if (to - from >= MOST_WHOLE_NUMBERS) return number(true, then);
  const all = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  return all.flatMap((each) => literal(String(each), then));
}

function value(schema: unknown, then: States): States {
  if (!isSchema(schema)) return [];
  const { enum: choices, const: only, type, anyOf, oneOf } = schema;
  if (only !== undefined) return literal(JSON.stringify(only), then);
  if (Array.isArray(choices))
    return choices.flatMap((choice) => literal(JSON.stringify(choice), then));
  const either = anyOf ?? oneOf;
  if (Array.isArray(either)) return either.flatMap((each) => value(each, then));
  if (Array.isArray(type))
    return (type as unknown[]).flatMap((each) => value({ ...schema, type: each }, then));
  switch (type) {
    case 'object':
      return object(schema, then);
    case 'array':
      return array(schema, then);
    case 'string': {
      const { maxLength } = schema;
      const most = typeof maxLength === 'number' ? maxLength : LONGEST_STRING;
      return literal('"', stringRest(most, then));
    }
    case 'number':
      return number(false, then);
    case 'integer':
      return wholeNumbers(schema, then);
    case 'boolean':
      return [...literal('true', then), ...literal('false', then)];
    case 'null':
      return literal('null', then);
    default:
      return [];
  }
}

function machine(states: States): SchemaMachine {
  return {
    next(byte) {
      const following = states.flatMap((each) => each.on(byte));
      return following.length > 0 ? machine(following) : null;
    },
    complete: states.some(({ complete }) => complete),
  };
}

/**
 * A machine for the JSON texts that `schema` allows, written on one line with properties in the
 * order of the schema. It may allow more than the schema (patterns and formats are not looked at),
 * so the result is validated by whoever asked. Null for a schema it does not understand ($ref, any
 * value).
 */
export function createSchemaMachine(schema: unknown): SchemaMachine | null {
  return isKnown(schema) ? machine(value(schema, END)) : null;
}
