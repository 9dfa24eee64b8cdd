import type { ModelEntry } from '../../contracts/catalog.ts';
import type { ModelRecord } from '../../contracts/chunk-store.ts';
import type { ParleyError } from '../../base/parley-error.ts';
import { totalBytes } from '../chunk-grid.ts';
import { storeError } from '../store-error.ts';

/** The part of StorageManager that is used. */
export type StorageLike = Pick<StorageManager, 'estimate' | 'persist' | 'persisted'>;

/** Space on this device, in bytes; null where the browser does not tell. */
export interface Space {
  readonly usedBytes: number | null;
  readonly freeBytes: number | null;
  /** Whether the browser promised not to delete models by itself. */
  readonly persisted: boolean;
}

export async function readSpace(storage: StorageLike | undefined): Promise<Space> {
  try {
    const { usage, quota } = (await storage?.estimate()) ?? {};
    const free = usage !== undefined && quota !== undefined ? Math.max(0, quota - usage) : null;
    const persisted = (await storage?.persisted()) ?? false;
    return { usedBytes: usage ?? null, freeBytes: free, persisted };
  } catch {
    return { usedBytes: null, freeBytes: null, persisted: false };
  }
}

/** Kept free beside a download: journals, the database's own housekeeping, lessons. */
const MARGIN_BYTES = 20_000_000;

/**
 * The ready model that would make enough room and was used longest ago; when no single one is
 * enough, the one used longest ago. Only ever offered: nothing is deleted without being asked for.
 */
function leastUsed(
  records: readonly ModelRecord[],
  missingBytes: number,
  except: string,
): ModelRecord | undefined {
  const candidates = records
    .filter(({ state, id }) => (state === 'ready' || state === 'damaged') && id !== except)
    .sort((a, b) => a.usedAt - b.usedAt);
  return candidates.find((record) => totalBytes(record) >= missingBytes) ?? candidates[0];
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);

/** What to delete, as params of an error; undefined when there is nothing to offer. */
function victim(
  records: readonly ModelRecord[],
  missingBytes: number,
  except: string,
  nameOf: (id: string) => string,
): { victim: string; victimMb: number } | undefined {
  const record = leastUsed(records, missingBytes, except);
  return record && { victim: nameOf(record.id), victimMb: megabytes(totalBytes(record)) };
}

/** The error for a device that is too full before anything came. */
export function noSpace(
  entry: ModelEntry,
  needBytes: number,
  freeBytes: number,
  records: readonly ModelRecord[],
  nameOf: (id: string) => string,
): ParleyError {
  const freeMb = Math.floor(freeBytes / 1e6);
  const params = { model: entry.name, needMb: megabytes(needBytes), freeMb };
  const offer = victim(records, needBytes - freeBytes, entry.id, nameOf);
  return offer
    ? storeError('model-no-space-delete', { ...params, ...offer })
    : storeError('model-no-space', params);
}

/**
 * The error for a write that found no room. What `estimate()` says is no help then: Chromium
 * answers with a fixed 10 GiB beyond what is used, whatever the disk has.
 */
export function diskFull(
  entry: ModelEntry,
  doneBytes: number,
  allBytes: number,
  records: readonly ModelRecord[],
  nameOf: (id: string) => string,
  cause: unknown,
): ParleyError {
  const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
  const params = { model: entry.name, doneMb: mb(doneBytes), totalMb: mb(allBytes) };
  const offer = victim(records, allBytes - doneBytes, entry.id, nameOf);
  return offer
    ? storeError('model-disk-full-delete', { ...params, ...offer }, cause)
    : storeError('model-disk-full', params, cause);
}

/** Whether `needBytes` more will fit; unknown counts as yes, and the write itself then decides. */
export function fits(space: Space, needBytes: number): boolean {
  return space.freeBytes === null || needBytes + MARGIN_BYTES <= space.freeBytes;
}

/** The part of NetworkInformation that is used; absent in most browsers. */
export interface ConnectionLike {
  readonly saveData?: boolean;
  readonly type?: string;
}

/** Below this nobody needs to be asked. */
const SMALL_BYTES = 5_000_000;

export function asksFirst(connection: ConnectionLike | undefined, needBytes: number): boolean {
  if (needBytes <= SMALL_BYTES) return false;
  return connection?.saveData === true || connection?.type === 'cellular';
}
