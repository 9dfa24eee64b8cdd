import type { IncomingMessage } from 'node:http';
import { hostName, isLoopbackName } from '../security/host-check.ts';
import signs from './relay-signs.json' with { type: 'json' };

/** The signs in a request that somebody passed it on. */
export type RelayedRequest = Pick<IncomingMessage, 'headers' | 'httpVersion'> & {
  readonly socket: Pick<IncomingMessage['socket'], 'localPort'>;
};

const headerNames: ReadonlySet<string> = new Set(signs.headers);

/**
 * Whether a request that came over loopback bears signs of a relay (nginx, a tunnel): a header that
 * relays add, HTTP/1.0, which only relays still speak, or a Host that is not the one a client on
 * this machine would send. A program that copies bytes unchanged leaves none of them; see
 * `RelayProcesses`.
 */
export function isRelayed({ headers, httpVersion, socket }: RelayedRequest): boolean {
  if (httpVersion === '1.0') return true;
  for (const name in headers) if (isSign(name)) return true;
  const { host } = headers;
  const { localPort } = socket;
  if (host === undefined) return true;
  if (host !== last.host || localPort !== last.port) {
    last = { host, port: localPort, ours: isOurs(host, localPort) };
  }
  return !last.ours;
}

/** Nearly every request has the Host of the one before. */
let last: { host: string; port: number | undefined; ours: boolean } = {
  host: '',
  port: undefined,
  ours: false,
};

function isOurs(host: string, port: number | undefined): boolean {
  const name = hostName(host);
  if (name === undefined || !isLoopbackName(name)) return false;
  return port === undefined || namesPort(host, port);
}

/** Header names repeat, and there are few of them. */
const known = new Map<string, boolean>();
const MANY = 1000;

function isSign(name: string): boolean {
  let sign = known.get(name);
  if (sign === undefined) {
    sign = headerNames.has(name) || signs.prefixes.some((prefix) => name.startsWith(prefix));
    if (known.size < MANY) known.set(name, sign);
  }
  return sign;
}

/** Programs that write their requests themselves leave the port out; that says nothing. */
function namesPort(host: string, port: number): boolean {
  const at = host.lastIndexOf(':');
  return at <= host.lastIndexOf(']') || Number(host.slice(at + 1)) === port;
}
