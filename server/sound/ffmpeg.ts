import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

/** How long a look for the program is trusted when it was not there. */
const LOOK_AGAIN_MS = 30_000;

/**
 * The ffmpeg program of this machine, where there is one. It is only ever given sound through a
 * pipe, and may open nothing itself: a recording could otherwise name files and addresses.
 */
export class Ffmpeg {
  readonly #command: string;
  readonly #nowMs: () => number;
  #look: { readonly found: Promise<boolean>; readonly atMs: number } | undefined;

  constructor(command: string, nowMs: () => number) {
    this.#command = command;
    this.#nowMs = nowMs;
  }

  /** Whether it can be run. Looked for once, and again after a while when it was missing. */
  async available(): Promise<boolean> {
    const look = this.#look;
    if (look && ((await look.found) || this.#nowMs() - look.atMs < LOOK_AGAIN_MS)) {
      return look.found;
    }
    this.#look = { found: this.#runs(), atMs: this.#nowMs() };
    return this.#look.found;
  }

  /** Starts it; `protocols` is what it may read from besides nothing. */
  start(args: readonly string[], protocols = 'pipe'): ChildProcessWithoutNullStreams {
    const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin'];
    const child = spawn(this.#command, [...quiet, '-protocol_whitelist', protocols, ...args], {
      stdio: 'pipe',
    });
    // What it says may quote a recording's own tags: read so that it does not block, and dropped.
    child.stderr.resume();
    return child;
  }

  #runs(): Promise<boolean> {
    return new Promise((resolve) => {
      const child = spawn(this.#command, ['-version'], { stdio: 'ignore' });
      child.once('error', () => resolve(false));
      child.once('exit', (code) => resolve(code === 0));
    });
  }
}
