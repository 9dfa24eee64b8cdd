import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import programs from './relay-programs.json' with { type: 'json' };

/** The two ends of a connection that came over loopback. */
export type LocalConnection = Pick<Socket, 'remotePort' | 'localPort'>;

/** Says of connections whether a relay on this machine made them. */
export interface RelayWatch {
  carries(connection: LocalConnection): boolean | Promise<boolean>;
}

/** A program that runs. */
interface Program {
  readonly folder: string;
  readonly relay: boolean;
  readonly uid: number;
  readonly seenMs: number;
}

/** One end of a connection, as the system's table has it. */
interface End {
  readonly uid: number;
  readonly inode: string;
}

/** A new program may still become another one; after so long it is what it is. */
const SETTLED_MS = 10_000;
/** Accounts below are those of services; people's begin here. */
const FIRST_PERSON = 1000;
const relayNames: ReadonlySet<string> = new Set(programs);
const row =
  /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) \w\w \S+ \S+ \S+ +(\d+) +\d+ (\d+)/gm;

/**
 * Finds out who is at the other end of a loopback connection, for relays that copy bytes and leave
 * no sign in the request (socat, `ssh -R`). Linux only, where the system tells it: a connection of
 * a service's account that is not ours, or of a program that is known to pass connections on.
 * Elsewhere, and of programs that it does not know, it says no. Asked once per connection; many
 * that come together are looked up together.
 */
export class RelayProcesses implements RelayWatch {
  readonly #nowMs: () => number;
  readonly #proc: string;
  readonly #uid: number;
  readonly #verdicts = new WeakMap<LocalConnection, boolean | Promise<boolean>>();
  #programs = new Map<string, Program>();
  #running: Promise<unknown> = Promise.resolve();
  #waiting: Promise<ReadonlyMap<string, readonly End[]>> | undefined;

  /** `proc` and `uid` are the system's own unless a test gives others. */
  constructor(nowMs: () => number, proc = '/proc', uid = process.getuid?.() ?? -1) {
    this.#nowMs = nowMs;
    this.#proc = proc;
    this.#uid = uid;
    // The first look is the long one.
    this.#relays();
  }

  carries(connection: LocalConnection): boolean | Promise<boolean> {
    let verdict = this.#verdicts.get(connection);
    if (verdict === undefined) {
      verdict = this.#examine(connection)
        .catch(() => false)
        .then((carried) => {
          this.#verdicts.set(connection, carried);
          return carried;
        });
      this.#verdicts.set(connection, verdict);
    }
    return verdict;
  }

  async #examine({ remotePort = 0, localPort = 0 }: LocalConnection): Promise<boolean> {
    const ends = (await this.#table()).get(`${remotePort}:${localPort}`) ?? [];
    if (ends.some(({ uid }) => uid !== this.#uid && uid < FIRST_PERSON)) return true;
    return (
      ends.length > 0 &&
      this.#relays().some((relay) => ends.some((end) => holds(relay, end, localPort)))
    );
  }

  /** The table of connections, read after this call: one reading serves all who wait for it. */
  #table(): Promise<ReadonlyMap<string, readonly End[]>> {
    this.#waiting ??= this.#running.then(() => {
      this.#waiting = undefined;
      const reading = readTable(join(this.#proc, 'net'));
      this.#running = reading;
      return reading;
    });
    return this.#waiting;
  }

  #relays(): Program[] {
    const nowMs = this.#nowMs();
    const before = this.#programs;
    this.#programs = new Map();
    for (const id of listed(this.#proc)) {
      const known = before.get(id);
      const settled = known && nowMs - known.seenMs > SETTLED_MS;
      const program = settled ? known : programAt(join(this.#proc, id), known?.seenMs ?? nowMs);
      if (program) this.#programs.set(id, program);
    }
    return [...this.#programs.values()].filter(({ relay }) => relay);
  }
}

function listed(proc: string): string[] {
  try {
    return readdirSync(proc).filter((name) => /^\d+$/.test(name));
  } catch {
    return []; // No Linux.
  }
}

function programAt(folder: string, seenMs: number): Program | undefined {
  try {
    const relay = relayNames.has(readFileSync(join(folder, 'comm'), 'latin1').trim());
    return { folder, relay, uid: relay ? statSync(folder).uid : -1, seenMs };
  } catch {
    return undefined; // It has ended.
  }
}

/** Whether a relay has that socket; where it hides its files, whether it was told of our port. */
function holds({ folder, uid }: Program, end: End, port: number): boolean {
  if (uid !== end.uid) return false;
  try {
    return readdirSync(join(folder, 'fd')).some(
      (name) => readLink(join(folder, 'fd', name)) === `socket:[${end.inode}]`,
    );
  } catch {
    return new RegExp(`(^|\\D)${port}(\\D|$)`).test(commandOf(folder));
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function commandOf(folder: string): string {
  try {
    return readFileSync(join(folder, 'cmdline'), 'latin1');
  } catch {
    return '';
  }
}

/** Every end by its own port and the one it leads to. */
async function readTable(folder: string): Promise<ReadonlyMap<string, readonly End[]>> {
  const ends = new Map<string, End[]>();
  for (const name of ['tcp', 'tcp6']) {
    const text = await readFile(join(folder, name), 'latin1').catch(() => '');
    for (const [, from = '', to = '', uid, inode = ''] of text.matchAll(row)) {
      const key = `${parseInt(from, 16)}:${parseInt(to, 16)}`;
      const list = ends.get(key) ?? [];
      if (list.push({ uid: Number(uid), inode }) === 1) ends.set(key, list);
    }
  }
  return ends;
}
