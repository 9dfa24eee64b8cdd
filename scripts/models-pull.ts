import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { DiskChunks } from '../server/mirror/disk-chunks.ts';
import { lockPull, pullLockFile } from '../server/mirror/pull-lock.ts';
import { ParleyError } from '../src/base/parley-error.ts';
import { modelSchema, type ModelEntry } from '../src/contracts/catalog.ts';
import type { PlannedFile } from '../src/contracts/chunk-store.ts';
import { CHUNK_BYTES } from '../src/model-store/chunk-grid.ts';
import { makeOrigin } from '../src/model-store/make-origin.ts';
import { inState } from '../src/model-store/model-state.ts';
import type { OriginSpec } from '../src/model-store/origin.ts';
import { planModel } from '../src/model-store/plan.ts';
import { sleep } from '../src/model-store/transfer-runner.ts';
import { transferModel } from '../src/model-store/transfer.ts';

const USAGE = `npm run models:pull -- <id> [<id> …] [--from URL] [--to FOLDER] [--variant NAME]
  --from     another companion to fetch from first; the hub is asked for what it does not have
  --hub      address of the hub (https://huggingface.co)
  --to       folder with one folder per model (MODELS_DIR, or weights)
  --variant  only the files of one way to run it; all of them when left out`;

async function readEntry(id: string): Promise<ModelEntry> {
  const file = join(import.meta.dirname, '../models', `${id}.json`);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) throw new ParleyError('model-unknown', `There is no model ${id}.`, USAGE);
  return v.parse(modelSchema, JSON.parse(text));
}

/** Whether the file is already served, byte for byte. */
async function isThere(file: string, planned: PlannedFile): Promise<boolean> {
  const { sizeBytes, sha256, gitOid } = planned;
  const found = await stat(file).catch(() => undefined);
  if (found?.size !== sizeBytes || (sha256 === undefined && gitOid === undefined)) return false;
  const hash = createHash(sha256 === undefined ? 'sha1' : 'sha256');
  if (sha256 === undefined) hash.update(`blob ${sizeBytes}\0`);
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest('hex') === (sha256 ?? gitOid);
}

async function pull(
  entry: ModelEntry,
  variant: string | undefined,
  to: string,
  specs: readonly OriginSpec[],
  signal: AbortSignal,
): Promise<void> {
  const chunks = new DiskChunks(to);
  const { id, name } = entry;
  const timers = { setTimeout, clearTimeout: (timer: unknown) => clearTimeout(timer as number) };
  const origins = specs.map((spec) => makeOrigin(spec, (url, init) => fetch(url, init), Date.now));
  let record = await chunks.record(id);
  const wantedVariant = variant ?? 'all';
  if (record?.variant !== wantedVariant) {
    await chunks.remove(id);
    const everything =
      variant === undefined
        ? { ...entry, files: entry.files.map((file) => ({ ...file, variants: [wantedVariant] })) }
        : entry;
    const plan = await planModel(
      everything,
      wantedVariant,
      origins,
      undefined,
      CHUNK_BYTES,
      signal,
    );
    const files: PlannedFile[] = [];
    for (const file of plan.files)
      if (!(await isThere(join(to, id, file.path), file))) files.push(file);
    if (files.length === 0)
      return void console.log(`${name}: all ${plan.files.length} files are here`);
    record = { id, state: 'planned', usedAt: 0, changedAt: Date.now(), ...plan, files };
    await chunks.update(id, () => record);
  } else if (record.state !== 'ready') {
    // A process that was killed says nothing: whoever runs now is the only one.
    await chunks.reconcile(id);
    await chunks.update(id, (before) =>
      before ? inState({ ...before, state: 'paused' }, 'planned', Date.now()) : undefined,
    );
  }
  if ((await chunks.record(id))?.state !== 'ready')
    await transferModel(
      { id, name, repository: entry.source?.repository ?? '' },
      origins,
      {
        chunks,
        now: Date.now,
        timers,
        random: Math.random,
        sleep: (ms, stop) => sleep(timers, ms, stop),
      },
      ({ state, doneBytes, totalBytes, bytesPerSecond }) => {
        const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
        const line = `${name}: ${state} ${mb(doneBytes)} of ${mb(totalBytes)} MB, ${mb(bytesPerSecond)} MB/s`;
        if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line}`);
      },
      signal,
    );
  await chunks.publish(id);
  console.log(`${process.stdout.isTTY ? '\r\x1b[K' : ''}${name}: ready in ${join(to, id)}`);
}

/** One process at a time per model: two would write the same bytes over each other. */
async function pullAlone(id: string, to: string, work: () => Promise<void>): Promise<void> {
  const lock = await lockPull(to, id);
  if (!lock)
    throw new ParleyError(
      'model-pull-busy',
      `${id} is being fetched into this folder by another process.`,
      `Wait until it is done. If none is running, delete ${pullLockFile(to, id)} and try again.`,
    );
  try {
    await work();
  } finally {
    await lock.release();
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      from: { type: 'string' },
      hub: { type: 'string', default: 'https://huggingface.co' },
      to: { type: 'string', default: process.env['MODELS_DIR'] || 'weights' },
      variant: { type: 'string' },
    },
  });
  if (positionals.length === 0) return void console.log(USAGE);
  const clean = (url: string) => url.replace(/\/+$/, '');
  const specs: OriginSpec[] = [
    ...(values.from
      ? [{ kind: 'companion', name: 'companion', baseUrl: clean(values.from) } as const]
      : []),
    { kind: 'hub', name: 'hub', baseUrl: clean(values.hub) },
  ];
  const stop = new AbortController();
  // Ctrl+C keeps what came; the same command goes on with it.
  process.once('SIGINT', () =>
    stop.abort(new ParleyError('model-paused', 'Stopped.', 'Run it again to go on.')),
  );
  const to = resolve(values.to);
  for (const id of positionals) {
    const entry = await readEntry(id);
    await pullAlone(id, to, () => pull(entry, values.variant, to, specs, stop.signal));
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ParleyError)) throw error;
  console.error(`\n${error.message} ${error.remedy}`);
  process.exitCode = 1;
}
