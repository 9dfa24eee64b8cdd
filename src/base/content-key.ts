import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** `value` as JSON with its fields in one order, so that equal data is written in one way. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}

/**
 * What identifies plain data: its content (SHA-256, 64 hexadecimal digits), whatever names it gives
 * itself and in whatever order its fields stand. At once: the platform's own digest is only there on
 * secure pages, and answers later, which a database migration cannot wait for.
 */
export const contentKey = (data: unknown): string =>
  bytesToHex(sha256(new TextEncoder().encode(canonical(data))));

/** Whether a text has the form of a content key. */
export const isContentKey = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
