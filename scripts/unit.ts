import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Unit and contract tests. A room, as in `npm run unit -- src/voice` or `server/limits`, stands for
 * the tests of that room; anything else goes to vitest as it is.
 */
const ROOMS = [
  [/^src\//, 'tests/unit/'],
  [/^server(?=\/|$)/, 'tests/unit/server'],
] as const;
const given = process.argv
  .slice(2)
  .map((argument) => ROOMS.reduce((path, [room, tests]) => path.replace(room, tests), argument));
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, 'run', ...given], { stdio: 'inherit' });
process.exit(status ?? 1);
