import type { ChunkStore } from '../../src/contracts/chunk-store.ts';
import { createCompanionOrigin } from '../../src/model-store/sources/companion-origin.ts';
import { createHubOrigin } from '../../src/model-store/sources/hub-origin.ts';
import { inState } from '../../src/model-store/model-state.ts';
import type { Origin } from '../../src/model-store/sources/origin.ts';
import { planModel } from '../../src/model-store/plan.ts';
import { transferModel, type TransferProgress } from '../../src/model-store/transfer/transfer.ts';
import { createSha256 } from '../../src/model-store/transfer/sha256.ts';
import { syntheticEntry } from './synthetic-entry.ts';
import { syntheticBytes, type ServedModel } from './hub-server.ts';

export const servedModel: ServedModel = {
  id: 'synthetic',
  repository: 'tests/synthetic',
  files: new Map([
    ['config.json', new TextEncoder().encode('{"made":"for tests"}')],
    ['empty.txt', new Uint8Array()],
    ['onnx/model.onnx', syntheticBytes(300_001, 1)],
    ['onnx/model.onnx_data', syntheticBytes(1_000_000, 2)],
  ]),
};

export const CHUNK = 64 * 1024;

export const realTimers = {
  setTimeout: (run: () => void, ms: number) => setTimeout(run, ms),
  clearTimeout: (timer: unknown) => clearTimeout(timer as number),
};

/** Clock and chance for tests: pauses take no time. */
const quickDeps = {
  now: () => Date.now(),
  timers: realTimers,
  random: () => 0.5,
  sleep: (_ms: number, signal: AbortSignal) => Promise.resolve(signal.throwIfAborted()),
};

export const companionAt = (url: string): Origin =>
  createCompanionOrigin({ name: 'companion', baseUrl: url }, fetch, Date.now);
export const hubAt = (url: string): Origin =>
  createHubOrigin({ name: 'hub', baseUrl: url }, fetch, Date.now);

/** Plans the synthetic model in `chunks`, from scratch. */
export async function planned(
  chunks: ChunkStore,
  origins: readonly Origin[],
  entry = syntheticEntry,
): Promise<void> {
  const signal = new AbortController().signal;
  const earlier = await chunks.record(entry.id);
  const plan = await planModel(entry, 'q8', origins, earlier, CHUNK, signal);
  await chunks.update(entry.id, (before) =>
    before
      ? inState(before, 'planned', 1, plan)
      : { id: entry.id, state: 'planned', usedAt: 0, changedAt: 1, ...plan },
  );
}

export async function transfer(
  chunks: ChunkStore,
  origins: readonly Origin[],
  options: {
    signal?: AbortSignal;
    report?: (progress: TransferProgress) => void;
    timers?: typeof realTimers;
  } = {},
): Promise<void> {
  const signal = options.signal ?? new AbortController().signal;
  await transferModel(
    { id: 'synthetic', name: 'Synthetic', repository: 'tests/synthetic' },
    origins,
    { ...quickDeps, chunks, timers: options.timers ?? realTimers },
    options.report ?? (() => undefined),
    signal,
  );
}

/** SHA-256 of what the store holds, by path. */
export async function storedHashes(chunks: ChunkStore, model: string) {
  const record = await chunks.record(model);
  const hashes = new Map<string, string>();
  for (const { path } of record?.files ?? []) {
    const hasher = await createSha256();
    for (const row of await chunks.rows(model, path))
      for (const part of await chunks.parts(row)) if (part) hasher.update(part);
    hashes.set(path, hasher.digest());
  }
  return hashes;
}
