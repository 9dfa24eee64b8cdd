import { CompanionError } from './companion-error.ts';

/**
 * Turns a failed `listen` into a sentence with its remedy. Codes: `port-busy`, `port-forbidden`,
 * `host-unknown`; anything else comes back as `port-failed` with its cause.
 */
export function portError(cause: unknown, host: string, port: number): CompanionError {
  const code = (cause as { code?: unknown } | null)?.code;
  const next = port >= 65_535 ? 3101 : port + 1;
  switch (code) {
    case 'EADDRINUSE':
      return new CompanionError(
        'port-busy',
        `Port ${port} is already in use, perhaps by another Parley.`,
        `Close that program or choose another port: PORT=${next} npm start`,
        { cause },
      );
    case 'EACCES':
      return new CompanionError(
        'port-forbidden',
        `This account may not open port ${port}.`,
        'Choose a port from 1024 up: PORT=3100 npm start',
        { cause },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new CompanionError(
        'host-unknown',
        `This machine has no address ${host}.`,
        'Leave HOST out to serve this machine only, or use HOST=0.0.0.0 for the whole network.',
        { cause },
      );
    default:
      return new CompanionError(
        'port-failed',
        `Port ${port} could not be opened${typeof code === 'string' ? ` (${code})` : ''}.`,
        `Try another port: PORT=${next} npm start`,
        { cause },
      );
  }
}
