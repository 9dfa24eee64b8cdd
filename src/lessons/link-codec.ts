import { ParleyError } from '../base/parley-error.ts';
import type { Lesson } from '../contracts/lesson.ts';
import { deflate, inflate } from './deflate.ts';
import { readLinkText, writeLinkText } from './link-text.ts';
import { readLesson } from './read-lesson.ts';

/**
 * A lesson in the part of an address after `#`, which no browser sends to a server:
 * `#/learn/<payload>`, payload = version character, then base64url of raw deflate of
 * checksum and compact text.
 */

const VERSION = '1';
const MAX_PAYLOAD_CHARACTERS = 64 * 1024;
const MAX_TEXT_BYTES = 1024 * 1024;
const CHECKSUM_BYTES = 3;

const ASK_AGAIN = 'Ask for it again, or open the lesson as a file.';

const incomplete = (cause?: unknown) =>
  new ParleyError('link-incomplete', 'This link is not complete.', ASK_AGAIN, { cause });

/** FNV-1a, folded to 24 bits: tells a mistyped link from a lesson with strange words. */
function checksum(bytes: Uint8Array): number[] {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  const folded = (hash ^ (hash >>> 24)) & 0xffffff;
  return [folded >>> 16, (folded >>> 8) & 0xff, folded & 0xff];
}

/**
 * The payload for a lesson, to stand after `#/learn/`. Throws ParleyError `lesson-invalid` for a
 * lesson that `readLesson` refuses, and `link-lesson-too-large` for one that fits no link.
 */
export async function encodeLesson(lesson: Lesson): Promise<string> {
  const text = new TextEncoder().encode(writeLinkText(readLesson(lesson)));
  const packed = await deflate(new Uint8Array([...checksum(text), ...text]));
  const payload = VERSION + toBase64Url(packed);
  if (payload.length > MAX_PAYLOAD_CHARACTERS) {
    throw new ParleyError(
      'link-lesson-too-large',
      'This lesson is too large for a link.',
      'Share it as a file, or leave out its pictures.',
      { params: { characters: payload.length, limit: MAX_PAYLOAD_CHARACTERS } },
    );
  }
  return payload;
}

/** The bytes in a payload, still compressed. */
function unpackPayload(payload: string): Uint8Array<ArrayBuffer> {
  if (payload.length > MAX_PAYLOAD_CHARACTERS) {
    throw new ParleyError(
      'link-too-long',
      'This link is longer than any lesson link can be.',
      'Ask for the lesson as a file.',
      { params: { limit: MAX_PAYLOAD_CHARACTERS } },
    );
  }
  if (payload === '') throw incomplete();
  if (!payload.startsWith(VERSION)) {
    throw new ParleyError(
      'link-version-unknown',
      'This link was made by a Parley that I do not know, or its first letters are missing.',
      'Update Parley, or open the lesson as a file.',
    );
  }
  const packed = fromBase64Url(payload.slice(1));
  if (packed === null) {
    throw new ParleyError(
      'link-characters',
      'This link holds characters that do not belong to it, or its end is missing.',
      'Copy it again without what stands around it, or open the lesson as a file.',
    );
  }
  return packed;
}

/** So much of a link is left out to see whether its last bytes still gave text. */
const TAIL_BYTES = 1024;

/**
 * Whether a payload that cannot be read lacks its end: then its last bytes still gave text. In a
 * damaged one whatever stands behind the damage gives nothing.
 */
export async function isCutShort(payload: string): Promise<boolean> {
  const whole = payload.slice(1, payload.length - ((payload.length - 1) % 4));
  const packed = fromBase64Url(whole);
  if (!payload.startsWith(VERSION) || packed === null || packed.length === 0) return false;
  const { end, bytes } = await inflate(packed, MAX_TEXT_BYTES);
  if (end !== 'broken' || bytes.length === 0) return false;
  const without = await inflate(packed.subarray(0, -TAIL_BYTES), MAX_TEXT_BYTES);
  return without.bytes.length < bytes.length;
}

/** The checked text in the compressed bytes. */
async function unpackText(packed: Uint8Array<ArrayBuffer>): Promise<string> {
  const { end, bytes } = await inflate(packed, MAX_TEXT_BYTES);
  if (end === 'too-large') {
    throw new ParleyError(
      'link-too-large',
      'This link unpacks to far more than a lesson, so I stopped.',
      'Do not use it, unless you know who made it; then ask for the lesson as a file.',
      { params: { limitBytes: MAX_TEXT_BYTES } },
    );
  }
  const text = bytes.subarray(CHECKSUM_BYTES);
  if (checksum(text).some((byte, index) => byte !== bytes[index])) throw incomplete();
  // Some platforms break when bytes follow the end of the stream, others say nothing; but a stream
  // that ends before its last byte is whole without it.
  const shorter = await inflate(packed.subarray(0, -1), MAX_TEXT_BYTES);
  if (end === 'broken' || shorter.end === 'whole') {
    throw new ParleyError(
      'link-trailing',
      'The end of this link is not as it was made.',
      'Copy it again without what stands around it, or open the lesson as a file.',
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
  } catch (cause) {
    throw incomplete(cause);
  }
}

/**
 * The lesson in a payload. Reads at most 64 KiB characters and unpacks at most 1 MiB. Throws
 * ParleyError: `link-too-long`, `link-version-unknown`, `link-characters`, `link-incomplete`,
 * `link-too-large`, `link-trailing`, or what `readLesson` throws.
 */
export async function decodeLesson(payload: string): Promise<Lesson> {
  const text = await unpackText(unpackPayload(payload));
  let data: Record<string, unknown>;
  try {
    data = readLinkText(text);
  } catch (cause) {
    throw incomplete(cause);
  }
  return readLesson({ format: 1, ...data });
}

/** `bytes` as base64url without padding (RFC 4648, section 5): 4 characters for 3 bytes. */
function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The bytes of `text`, or null unless it is exactly what `toBase64Url` gives for them. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  // Bits that no byte uses must be zero, so that one lesson has one link.
  return toBase64Url(bytes) === text ? bytes : null;
}
