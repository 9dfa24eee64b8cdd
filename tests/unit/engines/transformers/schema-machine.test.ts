import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createSchemaMachine,
  type SchemaMachine,
} from '../../../../src/engines/transformers/schema-machine.ts';

const grade = {
  type: 'object',
  properties: {
    verdict: { enum: ['right', 'partly', 'wrong', 'unsure'] },
    points: { type: 'integer', minimum: 0, maximum: 10 },
    note: { type: 'string', maxLength: 12 },
    sure: { type: 'boolean' },
  },
  required: ['verdict', 'points', 'note', 'sure'],
};

/** Whether a whole text is allowed; 'begun' when it could still become one. */
function accepts(schema: unknown, text: string): boolean | 'begun' {
  let machine: SchemaMachine | null = createSchemaMachine(schema);
  for (const byte of new TextEncoder().encode(text)) machine = machine?.next(byte) ?? null;
  return machine === null ? false : machine.complete || 'begun';
}

test.each([
  [grade, '{"verdict": "right", "points": 10, "note": "Good.", "sure": true}', true],
  [grade, '{"verdict":"partly","points":3,"note":"","sure":false}', true],
  [grade, '{"verdict": "ri', 'begun'],
  [grade, '{"verdict": "maybe', false],
  [grade, '{"points": 3', false],
  [grade, '{"verdict": "right", "points": 11', false],
  [grade, '{"verdict": "right", "points": 3, "note": "thirteen lett', false],
  [grade, '{"verdict": "right", "points": 3, "note": "ñandú ñandú!", "sure": true}', true],
  [grade, '{"verdict": "right", "points": 3, "note": "a \\"b\\" \\u00e9", "sure": true}', true],
  [grade, '{"verdict": "right", "points": 3, "note": "a\nb', false],
  [grade, '{"verdict": "right", "points": 3, "note": "a", "sure": true} ', false],
  [{ type: 'number' }, '-12.5', true],
  [{ type: 'number' }, '007', false],
  [{ type: 'number' }, '1.', 'begun'],
  [{ type: 'integer' }, '1.5', false],
  [{ type: ['string', 'null'] }, 'null', true],
  [{ const: 'a b' }, '"a b"', true],
  [{ anyOf: [{ type: 'boolean' }, { enum: [1, 12] }] }, '12', true],
  [{ type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2 }, '[1, 22]', true],
  [{ type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2 }, '[]', false],
  [{ type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2 }, '[1, 2,', false],
  [
    { type: 'object', properties: { a: { type: 'null' }, b: { type: 'null' } } },
    '{"b": null}',
    true,
  ],
  [{ type: 'object', properties: { a: { type: 'null' }, b: { type: 'null' } } }, '{}', true],
  [
    { type: 'object', properties: { a: { type: 'null' }, b: { type: 'null' } } },
    '{"b": null, "a"',
    false,
  ],
] as const)('%j and %s: %s', (schema, text, expected) => {
  expect(accepts(schema, text)).toBe(expected);
});

test('bytes that are no character have no place in a string', () => {
  const quoted = createSchemaMachine({ type: 'string', maxLength: 3 })!.next(0x22)!;
  expect(quoted.next(0xa9)).toBeNull();
  expect(quoted.next(0xc3)!.next(0xc3)).toBeNull();
  // é is one character of two bytes.
  const full = [0xc3, 0xa9, 0xc3, 0xa9, 0xc3, 0xa9].reduce((at, byte) => at.next(byte)!, quoted);
  expect(full.next(0xc3)).toBeNull();
  expect(full.next(0x22)?.complete).toBe(true);
});

test.each([
  { $ref: '#/x' },
  {},
  'string',
  { type: 'array' },
  { type: 'object', properties: { a: {} } },
])('%j is not understood, and so nothing is forced', (schema) => {
  expect(createSchemaMachine(schema)).toBeNull();
});

/** A text that the machine leads to, by choices that are given. */
function written(schema: unknown, choices: Iterator<number>): string {
  let machine = createSchemaMachine(schema)!;
  const bytes: number[] = [];
  for (;;) {
    // Of what is not ASCII only one letter is tried; every other byte would do as well.
    const open = Array.from({ length: 0x7f }, (_, byte) => byte).filter((byte) =>
      machine.next(byte),
    );
    if (open.length === 0) return new TextDecoder().decode(Uint8Array.from(bytes));
    const byte = open[choices.next().value! % open.length]!;
    bytes.push(byte);
    machine = machine.next(byte)!;
  }
}

describe('whatever is chosen', () => {
  test('a text that cannot go on is whole JSON of that schema', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(1000)), (choices) => {
        const value = JSON.parse(written(grade, choices)) as Record<string, unknown>;
        expect(Object.keys(value)).toEqual(['verdict', 'points', 'note', 'sure']);
        expect(grade.properties.verdict.enum).toContain(value['verdict']);
        expect(value['points']).toSatisfy(
          (points) => Number.isInteger(points) && Number(points) <= 10,
        );
        expect([...(value['note'] as string)].length).toBeLessThanOrEqual(12);
        expect(typeof value['sure']).toBe('boolean');
      }),
    );
  });

  test('values that JSON.stringify writes are allowed', () => {
    const arbitrary = fc.record({
      verdict: fc.constantFrom(...grade.properties.verdict.enum),
      points: fc.integer({ min: 0, max: 10 }),
      note: fc.string({ maxLength: 6 }),
      sure: fc.boolean(),
    });
    fc.assert(
      fc.property(arbitrary, (value) => {
        expect(accepts(grade, JSON.stringify(value))).toBe(true);
      }),
    );
  });
});
