import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CHROMIUM_MISSING, chromiumPath } from './chromium-path.ts';

/**
 * Everything that must hold, in the order in which a mistake is cheapest to find. Stops at what
 * fails first; `npm test -- --all` goes on. The last line is `N passed, N failed`, where
 * each tool counts as one and each test of vitest and Playwright as one.
 */

interface Step {
  readonly name: string;
  /** A script of package.json and what it gets besides. */
  readonly run: readonly string[];
  /** Shown while it runs instead of only when it fails. */
  readonly live?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Counts from the report that the step wrote. */
  readonly count?: () => Count;
}

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const UNIT_REPORT = 'test-results/unit.json';

/** Playwright's tests of one project, see playwright.config.ts. */
function endToEnd(project: string, workers: number): Step {
  const report = `e2e-${project}`;
  return {
    name: `end to end, ${project}`,
    run: ['e2e', '--', `--project=${project}`, `--workers=${workers}`, '--pass-with-no-tests'],
    live: true,
    env: { E2E_REPORT: report },
    count: () => {
      const { stats } = readReport(`test-results/${report}.json`) as {
        stats: { expected: number; flaky: number; unexpected: number };
      };
      return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
    },
  };
}

/** Lists of steps that look at the sources only; two lists at a time. */
const checks: readonly (readonly Step[])[] = [
  [
    { name: 'format', run: ['format:check'] },
    { name: 'lint', run: ['lint'] },
  ],
  [
    { name: 'walls', run: ['walls'] },
    { name: 'unused', run: ['unused'] },
    { name: 'lesson schema', run: ['schema', '--', '--check'] },
    { name: 'types', run: ['check'] },
  ],
];

const steps: readonly Step[] = [
  {
    name: 'unit and contract',
    run: ['unit', '--', '--reporter=dot', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`],
    live: true,
    count: () => {
      const report = readReport(UNIT_REPORT) as {
        numPassedTests: number;
        numFailedTests: number;
      };
      return { passed: report.numPassedTests, failed: report.numFailedTests };
    },
  },
  { name: 'build', run: ['build', '--', '--quiet'] },
  endToEnd('silent', 2),
  endToEnd('spoken', 1),
];

const root = fileURLToPath(new URL('..', import.meta.url));

function readReport(file: string): unknown {
  return JSON.parse(readFileSync(`${root}${file}`, 'utf8'));
}

/** Runs a step, prints how it went, and counts. */
async function take(step: Step): Promise<Count> {
  const started = performance.now();
  const child = spawn('npm', ['run', '--silent', ...step.run], {
    cwd: root,
    stdio: step.live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...step.env },
    // `npm` is a script on Windows, which only a shell can start.
    shell: process.platform === 'win32',
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const read = (stream: Readable | null) => (stream ? text(stream) : Promise.resolve(''));
  const [stdout, stderr] = await Promise.all([read(child.stdout), read(child.stderr)]);
  const status = await ended;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const ok = status === 0;
  if (!ok) process.stdout.write(`${stdout}${stderr}`);
  console.log(`${ok ? 'passed' : 'FAILED'}  ${step.name.padEnd(20)} ${seconds.padStart(6)} s`);
  return countOf(step, ok);
}

function countOf(step: Step, ok: boolean): Count {
  const alone: Count = ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (!step.count) return alone;
  try {
    const { passed, failed } = step.count();
    // A tool may fail without a failed test: a file that does not load, a server that does not start.
    return { passed, failed: ok ? failed : Math.max(failed, 1) };
  } catch {
    return alone;
  }
}

const goesOn = process.argv.includes('--all');

/** Takes steps one after the other until one fails; the sum, and what was not run. */
async function takeAll(list: readonly Step[]): Promise<Count & { left: readonly Step[] }> {
  let sum: Count = { passed: 0, failed: 0 };
  for (const [index, step] of list.entries()) {
    const { passed, failed } = await take(step);
    sum = { passed: sum.passed + passed, failed: sum.failed + failed };
    if (failed > 0 && !goesOn) return { ...sum, left: list.slice(index + 1) };
  }
  return { ...sum, left: [] };
}

async function main(): Promise<void> {
  let total: Count = { passed: 0, failed: 0 };
  if (!chromiumPath()) {
    console.log(CHROMIUM_MISSING);
    total = { passed: 0, failed: 1 };
  } else {
    rmSync(`${root}test-results`, { recursive: true, force: true });
    mkdirSync(`${root}test-results`);
    const taken = await Promise.all(checks.map(takeAll));
    const sound = taken.every(({ failed }) => failed === 0);
    taken.push(sound || goesOn ? await takeAll(steps) : { passed: 0, failed: 0, left: steps });
    for (const { passed, failed } of taken) {
      total = { passed: total.passed + passed, failed: total.failed + failed };
    }
    const left = taken.flatMap((each) => each.left).map(({ name }) => name);
    if (left.length > 0) console.log(`not run: ${left.join(', ')}`);
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

await main();
