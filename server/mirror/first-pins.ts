import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { ModelEntry } from '../../src/contracts/catalog.ts';
import type { ModelRecord, PlannedFile } from '../../src/contracts/chunk-store.ts';
import { SourceError } from '../../src/model-store/sources/source-error.ts';
import { storeError } from '../../src/model-store/store-error.ts';
import { writeWhole } from './write-whole.ts';

const pinsSchema = v.object({
  files: v.array(
    v.object({
      path: v.string(),
      sizeBytes: v.number(),
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    }),
  ),
});
type Pins = v.InferOutput<typeof pinsSchema>['files'];

const fileOf = (root: string, id: string) => join(root, '.pins', `${id}.json`);

/** Sizes and SHA-256 of a model as they were when it first came; empty before that. */
async function readPins(root: string, id: string): Promise<Pins> {
  const text = await readFile(fileOf(root, id), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const pins = v.safeParse(pinsSchema, JSON.parse(text));
  return pins.success ? pins.output.files : [];
}

/**
 * The entry with what was seen at the first fetch in place of what the catalog does not pin: a hub
 * that gives other bytes later is refused, as if they had been pinned by hand.
 */
export async function withFirstPins(root: string, entry: ModelEntry): Promise<ModelEntry> {
  const pins = new Map((await readPins(root, entry.id)).map((pin) => [pin.path, pin]));
  const files = entry.files.map((file) => {
    const pin = pins.get(file.path);
    return pin && file.sha256 === undefined && (file.sizeBytes ?? pin.sizeBytes) === pin.sizeBytes
      ? { ...file, sizeBytes: pin.sizeBytes, sha256: pin.sha256 }
      : file;
  });
  return { ...entry, files };
}

/**
 * A plan held to what was seen at the first fetch, also where the catalog only knows a pattern.
 * @throws ParleyError `model-unplannable` where the hub names another file.
 */
export async function heldToFirstPins(
  root: string,
  { id, name }: ModelEntry,
  files: readonly PlannedFile[],
): Promise<readonly PlannedFile[]> {
  const pins = new Map((await readPins(root, id)).map((pin) => [pin.path, pin]));
  return files.map((file) => {
    const pin = pins.get(file.path);
    if (!pin) return file;
    if (pin.sizeBytes !== file.sizeBytes || (file.sha256 ?? pin.sha256) !== pin.sha256)
      throw storeError(
        'model-unplannable',
        { model: name },
        new SourceError('refused', `${file.path} is another file than when it first came.`),
      );
    return { ...file, sha256: pin.sha256 };
  });
}

/** Keeps what a model was when it first came. What was kept of a file before stays. */
export async function keepFirstPins(root: string, record: ModelRecord): Promise<void> {
  const before = await readPins(root, record.id);
  const known = new Set(before.map(({ path }) => path));
  const now = record.files.flatMap(({ path, sizeBytes, sha256 = record.pins[path] }) =>
    sha256 === undefined || known.has(path) ? [] : [{ path, sizeBytes, sha256 }],
  );
  const file = fileOf(root, record.id);
  await writeWhole(file, `${JSON.stringify({ files: [...before, ...now] }, null, 2)}\n`);
}
