import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CHROMIUM_MISSING, chromiumPath } from './chromium-path.ts';

/**
 * Everything that must hold, in the order in which a mistake is cheapest to find. Stops at the
 * first step that fails; `npm test -- --all` goes on. The last line is `N passed, N failed`, where
 * each tool counts as one and each test of vitest and Playwright as one.
 */

interface Step {
  readonly name: string;
  /** A script of package.json and what it gets besides. */
  readonly run: readonly string[];
  /** Shown while it runs instead of only when it fails. */
  readonly live?: boolean;
  /** Counts from the report that the step wrote. */
  readonly count?: () => Count;
}

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const UNIT_REPORT = 'test-results/unit.json';
const E2E_REPORT = 'test-results/e2e.json';

const steps: readonly Step[] = [
  { name: 'format', run: ['format:check'] },
  { name: 'lint', run: ['lint'] },
  { name: 'types', run: ['check'] },
  { name: 'walls', run: ['walls'] },
  { name: 'unused', run: ['unused'] },
  { name: 'lesson schema', run: ['schema', '--', '--check'] },
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
  {
    name: 'end to end',
    run: ['e2e', '--', '--pass-with-no-tests'],
    live: true,
    count: () => {
      const { stats } = readReport(E2E_REPORT) as {
        stats: { expected: number; flaky: number; unexpected: number };
      };
      return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
    },
  },
];

const root = fileURLToPath(new URL('..', import.meta.url));

function readReport(file: string): unknown {
  return JSON.parse(readFileSync(`${root}${file}`, 'utf8'));
}

/** Runs a step, prints how it went, and counts. */
function take(step: Step): Count {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', ...step.run], {
    cwd: root,
    stdio: step.live ? 'inherit' : 'pipe',
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    // `npm` is a script on Windows, which only a shell can start.
    shell: process.platform === 'win32',
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const ok = status === 0;
  if (!ok) process.stdout.write(`${stdout ?? ''}${stderr ?? ''}`);
  console.log(`${ok ? 'passed' : 'FAILED'}  ${step.name.padEnd(18)} ${seconds.padStart(6)} s`);
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

function main(): void {
  let total: Count = { passed: 0, failed: 0 };
  if (!chromiumPath()) {
    console.log(CHROMIUM_MISSING);
    total = { passed: 0, failed: 1 };
  } else {
    rmSync(`${root}test-results`, { recursive: true, force: true });
    mkdirSync(`${root}test-results`);
    for (const [index, step] of steps.entries()) {
      const { passed, failed } = take(step);
      total = { passed: total.passed + passed, failed: total.failed + failed };
      if (failed === 0 || process.argv.includes('--all')) continue;
      const left = steps.slice(index + 1).map(({ name }) => name);
      if (left.length > 0) console.log(`not run: ${left.join(', ')}`);
      break;
    }
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

main();
