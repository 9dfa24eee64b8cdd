import { chromium, type Browser, type Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumPath } from '../../scripts/chromium-path.ts';
import { openStudio } from '../e2e/support/sound-studio.ts';

/** Chromium as the end-to-end tests use it. */
export function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ ...(executablePath ? { executablePath } : {}), args });
}

/** A browser with a profile of its own, as a person has it: what it keeps is there on the next visit. */
export interface Visit {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

/** Opens the app in a profile folder; a person would come back to the same one. */
export async function visit(profile: string, address: string): Promise<Visit> {
  const executablePath = chromiumPath();
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const context = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    args,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await openStudio(page);
  await page.goto(address);
  return { page, close: () => context.close() };
}

/** A folder for a profile in which Parley was never opened. */
export const freshProfile = () => mkdtempSync(join(tmpdir(), 'parley-bench-'));

export interface RunningCompanion {
  readonly origin: string;
  stop(): void;
}

/**
 * Serves the built app on a port of its own; `npm run build` comes first. `env` goes before ours: other
 * weights than the tiny ones of the tests, say.
 */
export async function startCompanion(
  port: number,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningCompanion> {
  const child = spawn(process.execPath, ['dist-server/main.js'], {
    env: {
      ...process.env,
      PORT: String(port),
      MODELS_DIR: 'tests/fixtures/models',
      BUNDLED_MODELS: 'off',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', () => reject(new Error('the companion did not start: run npm run build')));
  });
  return { origin: `http://localhost:${port}`, stop: () => child.kill() };
}
