import { fileURLToPath } from 'node:url';
import { systemClock } from '../clock.ts';
import { Ffmpeg } from '../sound/ffmpeg.ts';
import { examine } from './examine.ts';
import { writeFinding } from './finding.ts';
import { thisMachine } from './machine.ts';

/** Right for server/doctor/ and for dist-server/. */
const root = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../..' : '..', import.meta.url),
);

const counts = { ok: 0, warn: 0, bad: 0 };
const findings = examine({
  env: process.env,
  workingDir: process.cwd(),
  appDir: `${root}/dist`,
  catalogDir: `${root}/models`,
  nodeVersion: process.versions.node,
  ffmpeg: new Ffmpeg('ffmpeg', () => systemClock.monotonicMs()),
  clock: systemClock,
  machine: thisMachine(),
});
for await (const finding of findings) {
  counts[finding.state]++;
  console.log(writeFinding(finding));
}
console.log(`${counts.ok} well, ${counts.warn} to know, ${counts.bad} to mend`);
// Connections to upstreams that never answered may still be closing.
process.exit(counts.bad > 0 ? 1 : 0);
