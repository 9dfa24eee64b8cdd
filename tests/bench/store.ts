import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentile } from '../../src/base/percentile.ts';
import { chromiumPath } from '../../scripts/chromium-path.ts';
import { buildStorePage } from '../fakes/build-store-page.ts';
import { startHubServer } from '../fakes/hub-server.ts';
import type {} from '../fakes/store-page/bench-page.ts';
import type {} from '../fakes/store-page/engines-page.ts';

const median = (values: readonly number[]) => percentile(values, 0.5);
const spread = (values: readonly number[]) => [
  Math.min(...values),
  median(values),
  Math.max(...values),
];

/** Resident memory of the largest renderer of this browser, in MB. Linux only. */
async function rendererMb(profile: string): Promise<number> {
  let most = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (!command.includes('--type=renderer') || !command.includes(profile)) continue;
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    most = Math.max(most, Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000);
  }
  return most;
}

async function peakWhile(profile: string, work: () => Promise<unknown>): Promise<number> {
  let peak = 0;
  let going = true;
  const watch = (async () => {
    while (going) {
      peak = Math.max(peak, await rendererMb(profile));
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  })();
  await work();
  going = false;
  await watch;
  return Math.round(peak);
}

/** Where the browser keeps its profile, and a fresh page in it. */
async function browser(): Promise<{ context: BrowserContext; profile: string }> {
  const profile = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  const executablePath = chromiumPath();
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  return { context, profile };
}

async function throughput(page: Page, rounds: number, totalMib: number) {
  const kinds = ['store', 'parts', 'cacheApi', 'opfs', 'opfsFile'] as const;
  const found = new Map<string, { write: number[]; read: number[] }>();
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 ? [...kinds].reverse() : kinds;
    for (const kind of order) {
      const speed = await page.evaluate(([name, total]) => window.bench!.speed(name, total, 16), [
        kind,
        totalMib,
      ] as const);
      const entry = found.get(kind) ?? { write: [], read: [] };
      entry.write.push(speed.writeMbS);
      entry.read.push(speed.readMbS);
      found.set(kind, entry);
    }
  }
  const ratio = (kind: string, against: string, what: 'write' | 'read') =>
    spread(
      (found.get(kind)?.[what] ?? []).map(
        (speed, round) => speed / (found.get(against)?.[what][round] ?? NaN),
      ),
    );
  const speeds = [...found].map(([kind, { write, read }]) => [
    kind,
    { writeMbS: spread(write), readMbS: spread(read) },
  ]);
  return {
    ...(Object.fromEntries(speeds) as Record<string, unknown>),
    /** Round by round, because the machine is busier in some than in others. */
    readAgainstCacheApi: ratio('store', 'cacheApi', 'read'),
    readAgainstOpfsFile: ratio('store', 'opfsFile', 'read'),
    partsWrittenAgainstCacheApi: ratio('parts', 'cacheApi', 'write'),
    writtenAndJoinedAgainstCacheApi: ratio('store', 'cacheApi', 'write'),
  };
}

async function chunkSizes(page: Page) {
  const sizes: Record<string, unknown> = {};
  for (const mib of [4, 8, 16, 32, 64])
    sizes[`${mib} MiB`] = await page.evaluate(
      (size) => window.bench!.speed('store', 256, size),
      mib,
    );
  return sizes;
}

async function memory(totalMib: number) {
  const measure = async (work: (page: Page) => Promise<unknown>) => {
    const { context, profile } = await browser();
    const site = await buildStorePage('bench');
    const server = await startHubServer([], site);
    const page = await context.newPage();
    await page.goto(`${server.url}/bench.html`);
    await page.evaluate((size) => window.bench!.fill(size), totalMib);
    await page.reload();
    const peak = await peakWhile(profile, () => work(page));
    await context.close();
    await server.close();
    await rm(profile, { recursive: true, force: true });
    await rm(site, { recursive: true, force: true });
    return peak;
  };
  const needMb = await measure((page) => page.evaluate((s) => window.bench!.hold(s), totalMib));
  const loadMb = await measure((page) => page.evaluate(() => window.bench!.load()));
  return { needMb, loadMb, aboveMb: loadMb - needMb };
}

async function warmStart(rounds: number) {
  const folder = join(import.meta.dirname, '../fixtures/models/tiny-whisper');
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of await readdir(folder, { recursive: true })) {
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    if (bytes) files.set(name, new Uint8Array(bytes));
  }
  const site = await buildStorePage('engines');
  const server = await startHubServer([{ id: 'tiny-whisper', repository: 't/t', files }], site);
  const { context, profile } = await browser();
  const page = await context.newPage();
  await page.goto(`${server.url}/engines.html`);
  await page.waitForFunction(() => window.storeEngines !== undefined);
  await page.evaluate(() => window.storeEngines!.get());
  const run = (own: boolean) =>
    page.evaluate((bare) => window.storeEngines!.transformers(bare), own);
  // The first of each is thrown away: it compiles the runtime and fills the library's own cache.
  await run(true);
  await run(false);
  const ratios: number[] = [];
  const store: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const first = round % 2 === 0;
    const a = (await run(first)).ms;
    const b = (await run(!first)).ms;
    bare.push(first ? a : b);
    store.push(first ? b : a);
    ratios.push(first ? b / a : a / b);
  }
  await context.close();
  await server.close();
  await rm(profile, { recursive: true, force: true });
  await rm(site, { recursive: true, force: true });
  return { storeMs: spread(store), bareMs: spread(bare), ratio: spread(ratios) };
}

/**
 * Figures of the model store as JSON, each least, median and most: throughput, peak memory, warm
 * start against the bare library.
 */
export async function benchStore(): Promise<void> {
  const site = await buildStorePage('bench');
  const server = await startHubServer([], site);
  const { context, profile } = await browser();
  const page = await context.newPage();
  await page.goto(`${server.url}/bench.html`);
  const figures = {
    throughput: await throughput(page, 7, 128),
    chunkSizes: await chunkSizes(page),
  };
  await context.close();
  await server.close();
  await rm(profile, { recursive: true, force: true });
  await rm(site, { recursive: true, force: true });
  const rest = { memory: await memory(512), warmStart: await warmStart(21) };
  console.log(JSON.stringify({ ...figures, ...rest }, null, 1));
}
