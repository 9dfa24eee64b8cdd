import { basename } from 'node:path';
import programs from '../access/relay-programs.json' with { type: 'json' };
import type { CompanionConfig } from '../config.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { findingsAbout, type Finding } from './finding.ts';
import type { Machine } from './machine.ts';

const { ok, warn } = findingsAbout('relays');

/** Nearly every machine has these without passing anything on. */
const everywhere = ['nc', 'ncat', 'netcat', 'ssh', 'sshd', 'sshd-session', 'pasta'];

/**
 * Whether programs run here that may pass strangers on to the companion: to it they look like this
 * machine, as far as they leave no sign.
 */
export async function checkRelays(
  { keys }: Pick<Settings, 'keys'>,
  { allowedHosts }: Pick<CompanionConfig, 'allowedHosts'>,
  machine: Pick<Machine, 'run'>,
): Promise<readonly Finding[]> {
  if (keys.required === 'always') return [ok('Whoever comes through one needs a key.')];
  const printed = (await machine.run('ps', ['-A', '-o', 'comm='])) ?? '';
  const running = new Set(printed.split('\n').map((line) => basename(line.trim())));
  const relays = programs.filter((name) => running.has(name) && !everywhere.includes(name));
  if (relays.length === 0 && allowedHosts.length === 0) return [];
  const who = relays.length > 0 ? `${relays.join(', ')} may pass others on to` : 'Others may reach';
  if (keys.required === 'never') {
    return [
      warn(
        `${who} this companion, and nobody needs a key.`,
        'Set keys.required to always, or to beyond-machine, and make keys.',
      ),
    ];
  }
  return relays.length === 0
    ? []
    : [
        warn(
          `${who} this companion; without headers of its own a relay cannot always be told from somebody at this machine.`,
          'If one leads here, set keys.required to always; docs/operate.md says what else helps.',
        ),
      ];
}
