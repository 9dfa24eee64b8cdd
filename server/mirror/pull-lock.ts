import { mkdir, readFile, rename, rm, link, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Who holds a lock; the host matters where the folder is shared. */
interface Holder {
  readonly pid: number;
  readonly host: string;
}

function isAlive({ pid, host }: Holder): boolean {
  // Nobody can see the processes of another machine, so its word counts.
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** Puts a lock there, whole or not at all: a link fails where there is one already. */
async function place(lock: string, own: string): Promise<boolean> {
  try {
    await link(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Where the lock of a model lies. */
export function pullLockFile(root: string, id: string): string {
  return join(root, '.partial', `${id}.lock`);
}

/**
 * Makes this process the only one that fetches a model into `root`. The lock of a process that was
 * killed is taken over. Undefined while another one is at work.
 */
export async function lockPull(
  root: string,
  id: string,
  holder: Holder = { pid: process.pid, host: hostname() },
): Promise<{ release(): Promise<void> } | undefined> {
  const folder = join(root, '.partial');
  const lock = pullLockFile(root, id);
  const own = `${lock}.${holder.host}.${holder.pid}`;
  await mkdir(folder, { recursive: true });
  await writeFile(own, JSON.stringify(holder));
  try {
    for (let tries = 0; tries < 3; tries++) {
      if (await place(lock, own)) return { release: () => rm(lock, { force: true }) };
      const other = await readHolder(lock);
      if (other && isAlive(other)) break;
      // Only one process can move the dead one's lock away; should another one have put its own
      // there meanwhile, that is the one that was moved, and it goes back.
      const moved = `${own}.old`;
      await rename(lock, moved).catch(() => undefined);
      const found = await readHolder(moved);
      if (found && isAlive(found)) await place(lock, moved);
      await rm(moved, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
  return undefined;
}
