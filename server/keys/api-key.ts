import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { JOBS } from '../jobs/job.ts';

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

/** One key as it is kept: never the key itself, only its hash. */
export const keptKeySchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9]{8}$/)),
  /** Who has it, for people. */
  name: v.pipe(v.string(), v.maxLength(100)),
  /** Hex. The key is 256 bits of chance, so that one round is enough. */
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** ISO 8601. */
  created: v.string(),
  expires: v.optional(v.string()),
  scopes: v.optional(
    v.strictObject({
      jobs: v.optional(v.array(v.picklist(JOBS))),
      models: v.optional(v.array(v.string())),
      requestsPerMinute: v.optional(positive),
      tokensPerDay: v.optional(positive),
      fetch: v.optional(v.boolean()),
    }),
    {},
  ),
});
export type KeptKey = v.InferOutput<typeof keptKeySchema>;

const form = /^parley_([a-z0-9]{8})_([A-Za-z0-9_-]{43})$/;

/** A new key: `text` is shown once and never again. */
export function newKeyText(): { id: string; text: string; sha256: string } {
  const id = randomBytes(4).toString('hex');
  const text = `parley_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, text, sha256: hash('sha256', text) };
}

/** The id inside a key, if it has the form of one of ours. */
export function keyId(text: string): string | undefined {
  return form.exec(text)?.[1];
}

/** What was found right once; gone with the entry of the key file that it belongs to. */
const proven = new WeakMap<KeptKey, Buffer>();
let offered = Buffer.alloc(0);

/**
 * Whether this is that key. In time that does not tell how much of it is right. Every request of a
 * client brings the same key, so it is hashed for the first of them only.
 */
export function isKey(text: string, kept: KeptKey): boolean {
  const known = proven.get(kept);
  if (known?.length === text.length) {
    if (offered.length !== known.length) offered = Buffer.alloc(known.length);
    offered.write(text, 'latin1');
    if (timingSafeEqual(offered, known)) return true;
  }
  if (!timingSafeEqual(hash('sha256', text, 'buffer'), Buffer.from(kept.sha256, 'hex'))) {
    return false;
  }
  // The form of a key has ASCII only; nothing else is compared that way.
  if (form.test(text)) proven.set(kept, Buffer.from(text, 'latin1'));
  return true;
}
