import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RelayProcesses } from '../../../../server/access/relay-processes.ts';

let proc: string;
let nowMs = 0;
beforeEach(async () => (proc = await mkdtemp(join(tmpdir(), 'parley-proc-'))));
afterEach(() => rm(proc, { recursive: true, force: true }));

const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');
const row = (from: number, to: number, uid: number, inode: number) =>
  `   1: 0100007F:${hex(from)} 0100007F:${hex(to)} 01 00000000:00000000 00:00000000 00000000 ${String(uid).padStart(5)}        0 ${inode} 1 0000000000000000 20 4 30 10 -1\n`;

/** A machine with one connection from port 40000 to 3100, and programs by name and socket. */
async function machine(uid: number, programs: readonly [string, number][], net = 'tcp') {
  await mkdir(join(proc, 'net'), { recursive: true });
  const head = '  sl  local_address rem_address   st\n';
  await writeFile(
    join(proc, 'net', net),
    head + row(3100, 40_000, 500, 1) + row(40_000, 3100, uid, 77),
  );
  for (const [index, [name, inode]] of programs.entries()) {
    const folder = join(proc, String(100 + index));
    await mkdir(join(folder, 'fd'), { recursive: true });
    await writeFile(join(folder, 'comm'), `${name}\n`);
    await rm(join(folder, 'fd', '3'), { force: true });
    await symlink(`socket:[${inode}]`, join(folder, 'fd', '3'));
  }
}
const mine = process.getuid?.() ?? 0;
const ask = (remotePort = 40_000, own = mine) =>
  new RelayProcesses(() => nowMs, proc, own).carries({ remotePort, localPort: 3100 });

it.each(['socat', 'ssh', 'nginx', 'cloudflared'])('%s holds the other end', async (name) => {
  await machine(mine, [
    ['bash', 5],
    [name, 77],
  ]);
  expect(await ask()).toBe(true);
});

it('also where the connection is one of the newer protocol', async () => {
  await machine(mine, [['socat', 77]], 'tcp6');
  expect(await ask()).toBe(true);
});

it('a browser is none, whatever else runs', async () => {
  await machine(mine, [
    ['firefox', 77],
    ['socat', 78],
    ['sshd', 79],
  ]);
  expect(await ask()).toBe(false);
});

it('the account of a service is no person, unless it is our own', async () => {
  await machine(33, []);
  expect(await ask(40_000, 500)).toBe(true);
  expect(await ask(40_000, 33)).toBe(false);
});

it('another person is one', async () => {
  await machine(1001, [['firefox', 77]]);
  expect(await ask(40_000, 500)).toBe(false);
});

it('where the system tells nothing, nothing is said', async () => {
  expect(await ask()).toBe(false);
  await machine(mine, [['socat', 77]]);
  expect(await ask(40_001)).toBe(false);
});

it('asks once for each connection, and looks again at programs that are new', async () => {
  await machine(mine, [['bash', 77]]);
  const watch = new RelayProcesses(() => nowMs, proc, mine);
  const first = { remotePort: 40_000, localPort: 3100 };
  const [carried, ...others] = [watch.carries(first), watch.carries({ ...first })];
  expect(await Promise.all([carried, ...others])).toEqual([false, false]);
  await writeFile(join(proc, '100', 'comm'), 'socat\n');
  expect(watch.carries(first)).toBe(false);
  expect(await watch.carries({ ...first })).toBe(true);
  nowMs += 10_001;
  await writeFile(join(proc, '100', 'comm'), 'bash\n');
  expect(await watch.carries({ ...first })).toBe(true);
  await machine(mine, [
    ['bash', 5],
    ['nginx', 77],
  ]);
  expect(await watch.carries({ ...first })).toBe(true);
});
