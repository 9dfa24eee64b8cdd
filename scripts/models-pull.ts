import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readCatalogEntry } from '../server/mirror/catalog-entry.ts';
import { DiskChunks } from '../server/mirror/disk-chunks.ts';
import { createHubFetch, hubAddress } from '../server/mirror/hub-fetch.ts';
import { lockPull, pullLockFile } from '../server/mirror/pull-lock.ts';
import { pullModel } from '../server/mirror/pull-model.ts';
import { ParleyError } from '../src/base/parley-error.ts';
import type { ModelEntry } from '../src/contracts/catalog.ts';
import { makeOrigin } from '../src/model-store/sources/make-origin.ts';
import type { OriginSpec } from '../src/model-store/sources/origin.ts';
import type { TransferProgress } from '../src/model-store/transfer/transfer.ts';

const USAGE = `npm run models:pull -- <id> [<id> …] [--from URL] [--to FOLDER] [--variant NAME]
  --from     another companion to fetch from first; the hub is asked for what it does not have
  --hub      address of the hub (HF_ENDPOINT, or https://huggingface.co)
  --to       folder with one folder per model (MODELS_DIR, or weights)
  --variant  only the files of one way to run it; all of them when left out`;

async function readEntry(id: string): Promise<ModelEntry> {
  const entry = await readCatalogEntry(join(import.meta.dirname, '../models'), id);
  if (!entry) throw new ParleyError('model-unknown', `There is no model ${id}.`, USAGE);
  return entry;
}

async function pull(
  entry: ModelEntry,
  variant: string | undefined,
  to: string,
  specs: readonly OriginSpec[],
  signal: AbortSignal,
): Promise<void> {
  const { id, name } = entry;
  const fetch = createHubFetch(process.env);
  const origins = specs.map((spec) => makeOrigin(spec, fetch, Date.now));
  const chunks = new DiskChunks(to);
  const report = ({ state, doneBytes, totalBytes, bytesPerSecond }: TransferProgress) => {
    const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
    const line = `${name}: ${state} ${mb(doneBytes)} of ${mb(totalBytes)} MB, ${mb(bytesPerSecond)} MB/s`;
    if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line}`);
  };
  const job = { entry, variant, to, origins };
  const done = await pullModel(job, chunks, chunks, { onProgress: report }, signal);
  if (done === 'fetched')
    console.log(`${process.stdout.isTTY ? '\r\x1b[K' : ''}${name}: ready in ${join(to, id)}`);
  else console.log(`${name}: all ${done} files are here`);
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
      hub: { type: 'string', default: hubAddress(process.env) },
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
