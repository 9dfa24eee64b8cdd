import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A companion of a test's own, with the tiny models as its one upstream. */
export interface OwnCompanion {
  readonly origin: string;
  /** Path of its settings. */
  readonly settings: string;
  /** As when the cable is pulled. */
  kill(): Promise<void>;
}

/** An upstream, as the companion's settings name it. */
export type OwnUpstream = Readonly<Record<string, string | number>>;

/** The tiny models beside the companion; `privacy`: where they stand. */
export const kitchen = (privacy: 'home' | 'school' | 'cloud'): OwnUpstream => ({
  name: 'kitchen',
  kind: 'embedded',
  privacy,
});

/** Starts the companion as it was built. `more`: other settings, and variables of its environment. */
export async function startCompanion(
  port: number,
  upstreams: readonly OwnUpstream[],
  more: { readonly settings?: object; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<OwnCompanion> {
  const settings = join(mkdtempSync(join(tmpdir(), 'parley-e2e-')), 'parley.config.yaml');
  // JSON is YAML.
  writeFileSync(settings, JSON.stringify({ upstreams, ...more.settings }));
  const server: ChildProcess = spawn(process.execPath, ['dist-server/main.js'], {
    env: {
      ...process.env,
      PORT: String(port),
      MODELS_DIR: 'tests/fixtures/models',
      // Synthetic voices were made for the tiny models; `more.env` can turn the real ones on.
      BUNDLED_MODELS: 'off',
      PARLEY_CONFIG: settings,
      ...more.env,
    },
    stdio: 'ignore',
  });
  const origin = `http://localhost:${port}`;
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`${origin}/health`).catch(() => null);
    if (answer?.ok) break;
    if (tries > 100 || server.exitCode !== null) throw new Error('The companion did not start.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    origin,
    settings,
    async kill() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
  };
}
