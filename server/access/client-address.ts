import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const here = new BlockList();
here.addSubnet('127.0.0.0', 8, 'ipv4');
here.addAddress('::1', 'ipv6');

const near = new BlockList();
near.addSubnet('10.0.0.0', 8, 'ipv4');
near.addSubnet('172.16.0.0', 12, 'ipv4');
near.addSubnet('192.168.0.0', 16, 'ipv4');
near.addSubnet('169.254.0.0', 16, 'ipv4');
near.addSubnet('fc00::', 7, 'ipv6');
near.addSubnet('fe80::', 10, 'ipv6');

/** Where a request comes from. */
export interface ClientAddress {
  readonly address: string;
  readonly onThisMachine: boolean;
  /** On this machine or in a network of private addresses. */
  readonly nearby: boolean;
}

/**
 * The client's address. X-Forwarded-For counts only from this machine and from the proxies that
 * the settings name, and only its last entry: that one the proxy itself has seen.
 */
export function clientAddress(
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
  proxies: readonly string[],
): ClientAddress {
  const peer = plain(request.socket.remoteAddress ?? '');
  const forwarded = request.headers['x-forwarded-for'];
  const relayed =
    forwarded !== undefined ||
    request.headers['forwarded'] !== undefined ||
    request.headers['x-real-ip'] !== undefined ||
    request.headers['tailscale-user-login'] !== undefined;
  if (!relayed || !(describe(peer).onThisMachine || proxies.includes(peer))) return describe(peer);
  const list = Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '');
  const last = plain((list.split(',').at(-1) ?? '').trim());
  // Relayed, and nobody says for whom: certainly not for this machine.
  if (isIP(last) === 0) return { address: peer, onThisMachine: false, nearby: false };
  return describe(last);
}

/** The same few addresses come again and again, and looking them up is not free. */
const known = new Map<string, ClientAddress>();
const MANY = 2000;

function describe(address: string): ClientAddress {
  let client = known.get(address);
  if (!client) {
    const onThisMachine = isIn(here, address);
    client = { address, onThisMachine, nearby: onThisMachine || isIn(near, address) };
    if (known.size >= MANY) known.clear();
    known.set(address, client);
  }
  return client;
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function plain(address: string): string {
  if (!address.includes('%') && !address.startsWith('::')) return address;
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}
