import * as v from 'valibot';
import type { ModelRecord } from '../../contracts/chunk-store.ts';
import { storeError } from '../store-error.ts';

/**
 * A model pack: eight bytes of name and version, four bytes with the length of the list (little
 * endian), the list as JSON, then the bytes of all files in the order of the list.
 */
const MAGIC = 'PARLEY01';
const HEAD_BYTES = MAGIC.length + 4;
const MOST_LIST_BYTES = 4_000_000;

const listSchema = v.strictObject({
  id: v.pipe(v.string(), v.maxLength(100)),
  variant: v.pipe(v.string(), v.maxLength(100)),
  revision: v.pipe(v.string(), v.maxLength(100)),
  files: v.pipe(
    v.array(
      v.strictObject({
        path: v.pipe(v.string(), v.maxLength(500)),
        sizeBytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
        sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      }),
    ),
    v.maxLength(2000),
  ),
});

export type PackList = v.InferOutput<typeof listSchema>;

/** The beginning of a pack: everything but the files' bytes. */
export function packHead(list: PackList): Blob {
  const json = new TextEncoder().encode(JSON.stringify(list));
  const head = new Uint8Array(HEAD_BYTES);
  head.set(new TextEncoder().encode(MAGIC));
  new DataView(head.buffer).setUint32(MAGIC.length, json.length, true);
  return new Blob([head, json]);
}

/** The list of a ready model. Every file has its hash by then, pinned on arrival at the latest. */
export function packList(record: ModelRecord): PackList {
  const { id, variant, revision, files, pins } = record;
  return {
    id,
    variant,
    revision,
    files: files.map(({ path, sizeBytes, sha256 }) => ({
      path,
      sizeBytes,
      sha256: sha256 ?? pins[path] ?? '',
    })),
  };
}

/** A pack that was opened: its list, and where each file's bytes are. */
export interface OpenedPack {
  readonly list: PackList;
  /** The bytes of one file, still on disk; undefined for a file the pack does not have. */
  file(path: string): Blob | undefined;
}

/** Opens a pack without reading more than its list. Throws `model-pack-unreadable`. */
export async function openPack(pack: Blob): Promise<OpenedPack> {
  const unreadable = (cause?: unknown) => storeError('model-pack-unreadable', {}, cause);
  const head = new Uint8Array(await pack.slice(0, HEAD_BYTES).arrayBuffer());
  if (new TextDecoder().decode(head.subarray(0, MAGIC.length)) !== MAGIC) throw unreadable();
  const listBytes = new DataView(head.buffer).getUint32(MAGIC.length, true);
  if (listBytes > MOST_LIST_BYTES) throw unreadable();
  let list: PackList;
  try {
    const json = await pack.slice(HEAD_BYTES, HEAD_BYTES + listBytes).text();
    list = v.parse(listSchema, JSON.parse(json));
  } catch (cause) {
    throw unreadable(cause);
  }
  let at = HEAD_BYTES + listBytes;
  const places = new Map<string, { from: number; to: number }>();
  for (const { path, sizeBytes } of list.files) {
    places.set(path, { from: at, to: at + sizeBytes });
    at += sizeBytes;
  }
  if (at !== pack.size) throw unreadable();
  return {
    list,
    file(path) {
      const place = places.get(path);
      return place && pack.slice(place.from, place.to);
    },
  };
}
