import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParleyError } from '../../../src/base/parley-error.ts';
import { decodeLesson, encodeLesson } from '../../../src/lessons/link-codec.ts';
import { readLesson } from '../../../src/lessons/read-lesson.ts';
import { arbitraryLesson } from './arbitrary-lesson.ts';
import { sampleLesson, sampleLessons } from './sample-files.ts';

/** The code of the ParleyError that a payload gives, or the lesson's id. */
async function outcome(payload: string): Promise<string> {
  try {
    return (await decodeLesson(payload)).id;
  } catch (error) {
    if (!(error instanceof ParleyError)) throw error;
    expect(error.message).toMatch(/^[A-Z“].*\.$/s);
    expect(error.remedy).not.toBe('');
    return error.code;
  }
}

const pack = (bytes: Uint8Array) => `1${Buffer.from(bytes).toString('base64url')}`;
const unpack = (payload: string) => Buffer.from(payload.slice(1), 'base64url');

describe('round trip', () => {
  it('gives every valid lesson back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryLesson, async (data) => {
        const lesson = readLesson(data);
        expect(lesson).toEqual(data);
        expect(await decodeLesson(await encodeLesson(lesson))).toEqual(lesson);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same link for the lesson that a link holds', async () => {
    for (const lesson of sampleLessons.values()) {
      const payload = await encodeLesson(lesson);
      const decoded = await decodeLesson(payload);
      expect(decoded).toEqual(lesson);
      expect(await encodeLesson(decoded)).toBe(payload);
    }
  });

  it('keeps a lesson of ten steps within 1,800 characters', async () => {
    for (const id of ['ten-questions', 'ship-or-sheep', 'yesterday']) {
      const lesson = sampleLesson(id);
      expect(lesson.steps).toHaveLength(10);
      expect((await encodeLesson(lesson)).length, id).toBeLessThanOrEqual(1_800);
    }
  });

  it('uses only characters that need no escaping in an address', async () => {
    expect(await encodeLesson(sampleLesson('first-words'))).toMatch(/^1[\w-]+$/);
  });
});

describe('what is not a link', () => {
  it('names what is wrong', async () => {
    const good = await encodeLesson(sampleLesson('first-words'));
    const bytes = unpack(good);
    expect(await outcome('')).toBe('link-incomplete');
    expect(await outcome('1')).toBe('link-incomplete');
    expect(await outcome(`2${good.slice(1)}`)).toBe('link-version-unknown');
    expect(await outcome(good.slice(1))).not.toBe('first-words');
    expect(await outcome(`${good}=`)).toBe('link-characters');
    expect(await outcome(`${good} `)).toBe('link-characters');
    expect(await outcome(good.replace(/[A-Z]/, '+'))).toBe('link-characters');
    // Depending on where the stream ends, the last byte holds text or only its end.
    expect(await outcome(pack(bytes.subarray(0, -1)))).toMatch(/^link-(incomplete|trailing)$/);
    expect(await outcome(pack(bytes.subarray(0, -4)))).toBe('link-incomplete');
    expect(await outcome(pack(bytes.subarray(0, 200)))).toBe('link-incomplete');
    expect(await outcome(pack(Buffer.concat([bytes, Buffer.from([0])])))).toBe('link-trailing');
    expect(await outcome(pack(Buffer.concat([bytes, bytes])))).toBe('link-trailing');
    expect(await outcome(`1${'A'.repeat(64 * 1024)}`)).toBe('link-too-long');
  });

  it('refuses base64 with bits that no byte uses', async () => {
    // One byte needs two characters; the last four bits of the second must be zero.
    expect(await outcome('1AB')).toBe('link-characters');
    expect(await outcome('1A')).toBe('link-characters');
  });

  it('finds a changed letter by the checksum', async () => {
    const text = inflateRawSync(unpack(await encodeLesson(sampleLesson('first-words'))));
    const changed = Buffer.from(text);
    changed[40] = changed[40] === 0x65 ? 0x61 : 0x65;
    expect(await outcome(pack(deflateRawSync(changed)))).toBe('link-incomplete');
    expect(await outcome(pack(deflateRawSync(text)))).toBe('first-words');
  });

  it('stops a bomb early', async () => {
    const bomb = deflateRawSync(Buffer.alloc(40_000_000), { level: 9 });
    expect(bomb.length).toBeLessThan(48 * 1024);
    expect(await outcome(pack(bomb))).toBe('link-too-large');
  });

  it('says when a lesson fits no link', async () => {
    const lesson = sampleLesson('first-words');
    let seed = 1;
    const noise = Array.from({ length: 90_000 }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charAt(seed % 64);
    });
    const image = { src: `data:image/png;base64,${noise.join('')}`, alt: 'noise' };
    const steps = lesson.steps.map((step) => ({ ...step, image }));
    await expect(encodeLesson({ ...lesson, steps: steps.slice(0, 1) })).rejects.toMatchObject({
      code: 'link-lesson-too-large',
    });
  });

  it('encodes nothing that it could not read', async () => {
    const lesson = { ...sampleLesson('first-words'), steps: [] };
    await expect(encodeLesson(lesson)).rejects.toMatchObject({ code: 'lesson-invalid' });
  });
});

describe('mutations', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ #%\u0000é';
  const character = fc
    .integer({ min: 0, max: alphabet.length - 1 })
    .map((at) => alphabet.charAt(at));
  const known =
    /^(link-(incomplete|characters|trailing|version-unknown|too-large)|lesson-(invalid|format-unknown))$/;

  it('gives a sentence or a valid lesson for a damaged link, and nothing else', async () => {
    const payload = await encodeLesson(sampleLesson('ship-or-sheep'));
    const place = fc.integer({ min: 0, max: payload.length - 1 });
    const mutation = fc.oneof(
      fc.tuple(place, character).map(([at, c]) => payload.slice(0, at) + c + payload.slice(at + 1)),
      fc.tuple(place, character).map(([at, c]) => payload.slice(0, at) + c + payload.slice(at)),
      place.map((at) => payload.slice(0, at)),
      fc
        .tuple(place, place)
        .map(([a, b]) => payload.slice(0, Math.min(a, b)) + payload.slice(Math.max(a, b))),
      fc
        .tuple(place, place)
        .map(([a, b]) => payload.slice(0, Math.max(a, b)) + payload.slice(Math.min(a, b))),
    );
    await fc.assert(
      fc.asyncProperty(mutation, async (damaged) => {
        const result = await outcome(damaged);
        if (result !== 'ship-or-sheep') expect(result).toMatch(known);
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives a sentence for any bytes and for any text with a true checksum', async () => {
    const checksum = (bytes: Uint8Array) => {
      let hash = 0x811c9dc5;
      for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
      const folded = (hash ^ (hash >>> 24)) & 0xffffff;
      return Buffer.from([folded >>> 16, (folded >>> 8) & 0xff, folded & 0xff]);
    };
    const sealed = (bytes: Uint8Array) =>
      pack(deflateRawSync(Buffer.concat([checksum(bytes), bytes])));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await outcome(pack(bytes))).toMatch(known);
        expect(await outcome(sealed(bytes))).toMatch(known);
      }),
      { numRuns: 300 },
    );
    const inside = inflateRawSync(unpack(await encodeLesson(sampleLesson('first-words')))).subarray(
      3,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: inside.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        async (at, byte) => {
          const changed = Buffer.from(inside);
          changed[at] = byte;
          // A changed letter is another lesson; a changed field is refused.
          await outcome(sealed(changed));
        },
      ),
      { numRuns: 500 },
    );
    expect(await outcome(sealed(inside))).toBe('first-words');
  });
});
