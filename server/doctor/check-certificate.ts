import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { CompanionConfig } from '../config.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { findingsAbout, type Finding } from './finding.ts';
import { isThisMachine } from './is-this-machine.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 21;
const { ok, warn, bad } = findingsAbout('tls');

/** Whether browsers of other devices will trust this companion enough to lend it a microphone. */
export async function checkCertificate(
  { tls }: Pick<Settings, 'tls'>,
  { host, allowedHosts }: Pick<CompanionConfig, 'host' | 'allowedHosts'>,
  now: Date,
): Promise<readonly Finding[]> {
  if (!tls) return [withoutTls(host)];
  const cert = await readFile(tls.certificate).catch(() => undefined);
  const key = await readFile(tls.key).catch(() => undefined);
  if (!cert || !key) {
    return [
      bad(
        `${cert ? tls.key : tls.certificate} cannot be read.`,
        'Correct tls in parley.config.yaml, and let this account read both files.',
      ),
    ];
  }
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(cert);
    if (!certificate.checkPrivateKey(createPrivateKey(key))) {
      return [
        bad('The key does not belong to the certificate.', 'Name two files of the same pair.'),
      ];
    }
  } catch {
    return [
      bad(
        'The certificate or its key is not a PEM file without password.',
        'Name the files that your certificate tool made: fullchain.pem and privkey.pem, for example.',
      ),
    ];
  }
  return [lifetime(certificate, now), ...names(certificate, allowedHosts)];
}

function withoutTls(host: string): Finding {
  if (isThisMachine(host)) return ok('Plain HTTP, for this machine or a proxy in front of it.');
  return warn(
    'Other devices reach this companion without TLS; browsers there refuse the microphone.',
    'Give it certificate files, or put Caddy or Tailscale in front: docs/operate.md, “TLS”.',
  );
}

function lifetime({ validFrom, validTo }: X509Certificate, now: Date): Finding {
  const end = new Date(validTo);
  const days = Math.floor((end.getTime() - now.getTime()) / DAY_MS);
  const date = end.toISOString().slice(0, 10);
  const renew = 'Renew it with the tool that made it, then restart the companion.';
  if (new Date(validFrom) > now) {
    return bad('The certificate is not valid yet.', 'Check the clock of this machine.');
  }
  if (days < 0) return bad(`The certificate ended on ${date}.`, renew);
  return days < SOON_DAYS
    ? warn(`The certificate ends on ${date}.`, renew)
    : ok(`The certificate holds until ${date}.`);
}

function names(certificate: X509Certificate, allowedHosts: readonly string[]): Finding[] {
  return allowedHosts
    .filter((name) => {
      const bare = name.replace(/^\[|\]$/g, '');
      return !(isIP(bare) === 0 ? certificate.checkHost(name) : certificate.checkIP(bare));
    })
    .map((name) =>
      warn(
        `The certificate does not name ${name}.`,
        `Have it made for ${name}, too, or take that name out of ALLOWED_HOSTS.`,
      ),
    );
}
