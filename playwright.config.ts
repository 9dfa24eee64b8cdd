import { defineConfig } from '@playwright/test';
import { CHROMIUM_MISSING, chromiumPath } from './scripts/chromium-path.ts';

const executablePath = chromiumPath();
if (!executablePath) {
  // One sentence; an error thrown from here would come with a stack.
  console.error(CHROMIUM_MISSING);
  process.exit(1);
}

/** E2E_PORT lets two runs share a machine. */
const port = Number(process.env['E2E_PORT'] ?? 3199);
const origin = `http://localhost:${port}`;

/**
 * Tests with this tag speak and listen in real time, or time things: they want the processor for
 * themselves.
 */
const SPOKEN = /@spoken/;

export default defineConfig({
  testDir: 'tests/e2e',
  projects: [
    { name: 'silent', grepInvert: SPOKEN },
    { name: 'spoken', grep: SPOKEN },
  ],
  outputDir: 'test-results/e2e',
  // `npm test` runs the silent ones two at a time.
  workers: 1,
  // Speech runs in real time: on a machine that stalls for a second a word is lost. Playwright
  // reports such a test as flaky.
  retries: 1,
  // Generous, because tests say what is right and not how fast a busy machine is.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [
    ['list'],
    ['json', { outputFile: `test-results/${process.env['E2E_REPORT'] ?? 'e2e'}.json` }],
  ],
  use: {
    baseURL: origin,
    trace: 'off',
    // Chromium's sandbox refuses to start for root, which is who runs in most containers.
    launchOptions: { executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] },
  },
  // Serves dist/ as it was built: run `npm run build` first.
  webServer: {
    command: 'node dist-server/main.js',
    url: `${origin}/health`,
    env: {
      PORT: String(port),
      MODELS_DIR: 'tests/fixtures/models',
      BUNDLED_MODELS: 'off',
      PARLEY_CONFIG: 'tests/fixtures/no-hub.yaml',
    },
    reuseExistingServer: false,
    stdout: 'ignore',
    stderr: 'pipe',
  },
});
