import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A loudspeaker that nobody hears. */
export interface NullSink {
  /** For the environment of what is to play into it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const STARTS_MS = 10_000;

/**
 * Starts a sound server of its own with a loudspeaker that nobody hears: without any sound device
 * Firefox lets no audio run, not even the microphone's. Null where this machine has no PulseAudio.
 */
export async function startNullSink(): Promise<NullSink | null> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-sound-'));
  const socket = join(folder, 'native');
  const server = spawn(
    'pulseaudio',
    [
      ...['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no'],
      ...['--load=module-null-sink', '--load'],
      `module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
    ],
    { stdio: 'ignore', env: { ...process.env, HOME: folder, PULSE_RUNTIME_PATH: folder } },
  );
  let gone = false;
  server.on('error', () => (gone = true)).on('exit', () => (gone = true));
  const close = async () => {
    const ended = gone ? null : once(server, 'exit');
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for (let waited = 0; !existsSync(socket); waited += 50) {
    if (gone || waited > STARTS_MS) {
      await close();
      return null;
    }
    await wait(50);
  }
  return { env: { PULSE_SERVER: `unix:${socket}` }, close };
}
