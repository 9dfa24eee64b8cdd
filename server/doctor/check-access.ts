import { stat } from 'node:fs/promises';
import { CompanionError } from '../companion-error.ts';
import type { CompanionConfig } from '../config.ts';
import { readKeyFile } from '../keys/key-file.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { findingsAbout, type Finding } from './finding.ts';
import { isThisMachine } from './is-this-machine.ts';

const { ok, warn, bad } = findingsAbout('keys');
const names = findingsAbout('names');

/** Who can reach the companion, under which name, and with which key. */
export async function checkAccess(
  { keys: { file, required } }: Pick<Settings, 'keys'>,
  { host, allowedHosts }: Pick<CompanionConfig, 'host' | 'allowedHosts'>,
  now: Date,
): Promise<readonly Finding[]> {
  const open = !isThisMachine(host);
  const findings: Finding[] = [];
  if (['0.0.0.0', '::'].includes(host) && allowedHosts.length === 0) {
    findings.push(
      names.warn(
        'Other devices reach this companion by no name: it refuses all but localhost.',
        'Name it as they do: ALLOWED_HOSTS=parley.school.example,192.168.1.20',
      ),
    );
  }
  let count: number;
  try {
    count = (await readKeyFile(file)).filter(
      ({ expires }) => expires === undefined || Date.parse(expires) > now.getTime(),
    ).length;
  } catch (error) {
    if (!(error instanceof CompanionError)) throw error;
    return [...findings, bad(error.message, error.remedy)];
  }
  const mode = (await stat(file).catch(() => undefined))?.mode ?? 0;
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    findings.push(
      warn(`Other accounts of this machine can read ${file}.`, `Run: chmod 600 ${file}`),
    );
  }
  if (open && required === 'never') {
    findings.push(
      warn(
        'Everybody who reaches this companion may use all its machines.',
        'Set keys.required to beyond-network or beyond-machine, and make keys.',
      ),
    );
  } else if (count === 0 && (required === 'always' || (open && required !== 'never'))) {
    findings.push(
      warn(
        `There are no keys, and settings want one from ${whom[required]}.`,
        'Make one: npm run keys -- create --name NAME',
      ),
    );
  } else findings.push(ok(`${count} in force; wanted from ${whom[required]}.`));
  return findings;
}

const whom: Readonly<Record<Settings['keys']['required'], string>> = {
  never: 'nobody',
  'beyond-machine': 'everybody but this machine',
  'beyond-network': 'everybody beyond private addresses',
  always: 'everybody',
};
