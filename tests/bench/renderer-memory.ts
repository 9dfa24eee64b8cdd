import { readdir, readFile } from 'node:fs/promises';

/** One look at the memory of a page. */
export interface MemorySample {
  /** Since the sampling began. */
  readonly atMs: number;
  readonly residentMb: number;
}

async function field(pid: number, name: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}

async function commandLine(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
}

/** The renderers of the browser that was started with this profile folder (Linux). */
async function renderersOf(profile: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const lines = new Map(
    await Promise.all(pids.map(async (pid) => [pid, await commandLine(pid)] as const)),
  );
  const isBrowser = (pid: number) => {
    const line = lines.get(pid) ?? '';
    return line.includes(`--user-data-dir=${profile}`) && !line.includes('--type=');
  };
  const found: number[] = [];
  for (const pid of pids) {
    if (!lines.get(pid)?.includes('--type=renderer')) continue;
    let parent = await field(pid, 'PPid');
    while (parent > 1 && !isBrowser(parent)) parent = await field(parent, 'PPid');
    if (parent > 1) found.push(pid);
  }
  return found;
}

/** Resident memory of the largest renderer of a browser: of its one page, in MB. */
async function rendererMb(profile: string): Promise<number> {
  const sizes = (await renderersOf(profile)).map((pid) => field(pid, 'VmRSS'));
  return Math.max(0, ...(await Promise.all(sizes))) / 1024;
}

/** Looks every `everyMs` for `forMs`. */
export async function sampleMemory(
  profile: string,
  forMs: number,
  everyMs = 100,
): Promise<MemorySample[]> {
  const startMs = performance.now();
  const samples: MemorySample[] = [];
  for (;;) {
    const atMs = performance.now() - startMs;
    samples.push({ atMs, residentMb: await rendererMb(profile) });
    if (atMs >= forMs) return samples;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
