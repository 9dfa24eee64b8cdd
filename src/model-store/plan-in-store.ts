import type { ModelEntry } from '../contracts/catalog.ts';
import type { ChunkStore, ModelRecord, PlannedFile } from '../contracts/chunk-store.ts';
import { doneBytes, totalBytes } from './chunk-grid.ts';
import { inState } from './model-state.ts';
import type { Origin } from './sources/origin.ts';
import { planModel } from './plan.ts';

export interface PlanDeps {
  readonly chunks: ChunkStore;
  readonly now: () => number;
  readonly chunkBytes: number;
}

/** What was planned is no longer, or never was, what the source has. */
const NEEDS_NEW_PLAN = ['model-source-changed', 'model-wrong-bytes'];

/** The plan that a model goes on with. */
function kept(record: ModelRecord | undefined, variant: string): ModelRecord | undefined {
  if (record?.variant !== variant || record.files.length === 0) return undefined;
  return NEEDS_NEW_PLAN.includes(record.problem ?? '') ? undefined : record;
}

type Plan = Pick<ModelRecord, 'files' | 'revision' | 'variant' | 'chunkBytes' | 'pins'>;

function planOf({ files, revision, variant, chunkBytes, pins }: Plan): Plan {
  return { files, revision, variant, chunkBytes, pins };
}

/** Whether two plans mean the same bytes, as far as anybody can tell. */
export function isSamePlan(before: Pick<ModelRecord, 'files'>, after: typeof before): boolean {
  const lines = ({ files }: typeof before) =>
    files
      .map(({ path, sizeBytes, sha256, gitOid }) => [path, sizeBytes, sha256, gitOid].join('\n'))
      .sort()
      .join('\n');
  return lines(before) === lines(after);
}

/** Files of a new plan that are already here, byte for byte. */
function sameFiles(before: ModelRecord | undefined, files: readonly PlannedFile[]): Set<string> {
  const old = new Map(before?.files.map((file) => [file.path, file]));
  const same = files.filter((file) => {
    const was = old.get(file.path);
    if (was?.gitOid !== undefined && was.gitOid === file.gitOid) return true;
    const hash = was?.sha256 ?? before?.pins[file.path];
    return was?.sizeBytes === file.sizeBytes && hash !== undefined && hash === file.sha256;
  });
  return new Set(same.map(({ path }) => path));
}

/**
 * Puts a model in line (`planned`). A paused or damaged model keeps its plan and all its bytes; a
 * new plan (first time, another variant, a changed source) keeps the files that stay the same.
 * `as-it-is` when it is ready in that variant or already under way. `admit` is told how many bytes
 * would come and throws when they must not; then nothing has changed.
 */
export async function planInStore(
  entry: ModelEntry,
  variant: string,
  origins: readonly Origin[],
  deps: PlanDeps,
  admit: (needBytes: number) => Promise<void>,
  signal: AbortSignal,
): Promise<'planned' | 'as-it-is'> {
  const { chunks, now } = deps;
  const { id } = entry;
  const before = await chunks.record(id);
  if (before?.state === 'downloading' || before?.state === 'verifying') return 'as-it-is';
  const rows = await chunks.rows(id);
  const here = kept(before, variant);
  if (here) {
    if (here.state === 'ready' || here.state === 'planned') return 'as-it-is';
    await admit(totalBytes(here) - doneBytes(rows));
    await chunks.update(id, (record) => inState(record, 'planned', now()));
    return 'planned';
  }
  const plan = await planModel(entry, variant, origins, before, deps.chunkBytes, signal).catch(
    (error: unknown) => {
      // Nobody says today what it is; what is here may still be finished as it was planned.
      if (before?.variant !== variant || before.files.length === 0) throw error;
      signal.throwIfAborted();
      return before;
    },
  );
  const same = sameFiles(before, plan.files);
  const stays = rows.filter(({ path }) => same.has(path));
  await admit(totalBytes(plan) - doneBytes(stays));
  await chunks.update(id, (record) =>
    record
      ? inState(record, 'planned', now(), planOf(plan))
      : { id, state: 'planned', usedAt: 0, changedAt: now(), ...planOf(plan) },
  );
  // Only after the record no longer says `ready`, so that nobody reads a model that loses files.
  const goes = new Set(rows.map(({ path }) => path).filter((path) => !same.has(path)));
  for (const path of goes) await chunks.drop(id, path);
  return 'planned';
}
