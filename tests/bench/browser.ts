import { chromium, type Browser } from '@playwright/test';
import { spawn } from 'node:child_process';
import { chromiumPath } from '../../scripts/chromium-path.ts';

/** Chromium as the end-to-end tests use it. */
export function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ ...(executablePath ? { executablePath } : {}), args });
}

export interface RunningCompanion {
  readonly origin: string;
  stop(): void;
}

/** Serves the built app on a port of its own; `npm run build` comes first. */
export async function startCompanion(port: number): Promise<RunningCompanion> {
  const child = spawn(process.execPath, ['dist-server/main.js'], {
    env: { ...process.env, PORT: String(port), MODELS_DIR: 'tests/fixtures/models' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', () => reject(new Error('the companion did not start: run npm run build')));
  });
  return { origin: `http://localhost:${port}`, stop: () => child.kill() };
}
