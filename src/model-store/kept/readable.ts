import type { ChunkRow, ModelRecord, ModelState } from '../../contracts/chunk-store.ts';

const STATES: readonly string[] = [
  'absent',
  'planned',
  'downloading',
  'paused',
  'verifying',
  'ready',
  'damaged',
] satisfies ModelState[];

type Loose = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;
const isBytes = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** Whether a stored record can be worked with; what a broken disk left is as good as none. */
export function isModelRecord(value: unknown): value is ModelRecord {
  if (!isObject(value)) return false;
  const { id, state, variant, revision, files, chunkBytes, pins, changedAt } = value;
  return (
    [id, variant, revision].every((each) => typeof each === 'string') &&
    STATES.includes(state as string) &&
    isBytes(chunkBytes) &&
    chunkBytes !== 0 &&
    typeof changedAt === 'number' &&
    isObject(pins) &&
    Array.isArray(files) &&
    files.every(
      (file) => isObject(file) && typeof file['path'] === 'string' && isBytes(file['sizeBytes']),
    )
  );
}

/** Whether a row of the journal can be worked with. */
export function isChunkRow(value: unknown): value is ChunkRow {
  if (!isObject(value)) return false;
  const { model, path, index, partBytes, source, etag } = value;
  return (
    [model, path, source, etag].every((each) => typeof each === 'string') &&
    isBytes(index) &&
    Array.isArray(partBytes) &&
    partBytes.every(isBytes)
  );
}
