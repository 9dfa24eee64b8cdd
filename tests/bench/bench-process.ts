import { spawn, type ChildProcess } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_S = 100;

/** A program under measurement. */
export class BenchProcess {
  readonly child: ChildProcess;

  constructor(command: string, args: readonly string[], env: Record<string, string> = {}) {
    this.child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
  }

  /** The first output that matches. */
  says(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      let text = '';
      this.child.stdout?.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const match = pattern.exec(text);
        if (match) resolve(match);
      });
      this.child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${text}`)));
    });
  }

  /** Processor seconds so far, of it and the programs that it started. */
  async cpuSeconds(): Promise<number> {
    let ticks = 0;
    for (const pid of await this.#family()) {
      const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    }
    return ticks / TICKS_PER_S;
  }

  /** Resident memory in MB, of it and the programs that it started. */
  async residentMb(): Promise<number> {
    let kb = 0;
    for (const pid of await this.#family()) {
      kb += Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    }
    return kb / 1024;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await ended;
  }

  async #family(): Promise<number[]> {
    const own = this.child.pid ?? 0;
    const pids = [own];
    for (const name of await readdir('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
      if (Number(/PPid:\s+(\d+)/.exec(status)?.[1]) === own) pids.push(Number(name));
    }
    return pids;
  }
}
