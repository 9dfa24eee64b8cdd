import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { addressBlock } from './address-block.ts';
import { isRelayed, type RelayedRequest } from './is-relayed.ts';

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
  /** Whom limits count; all of an IPv6 network of strangers is one. */
  readonly address: string;
  readonly onThisMachine: boolean;
  /** On this machine or in a network of private addresses. */
  readonly nearby: boolean;
}

/** The facts of a request that tell where it comes from. */
type AskedFrom = RelayedRequest & {
  readonly socket: Pick<IncomingMessage['socket'], 'remoteAddress'>;
};

/**
 * The client's address. X-Forwarded-For counts only from this machine and from the proxies that
 * the settings name, and only its last entry: that one the proxy itself has seen. One that the
 * settings do not name may hand on whatever its client wrote there: then it tells clients apart,
 * and lets nobody in. `carried` says that the connection itself is a relay's.
 */
export function clientAddress(
  request: AskedFrom,
  proxies: readonly string[],
  carried = false,
): ClientAddress {
  const peer = plainAddress(request.socket.remoteAddress ?? '');
  const direct = describe(peer);
  const named = proxies.includes(peer);
  if (direct.onThisMachine ? !carried && !isRelayed(request) : !named) return direct;
  const forwarded = request.headers['x-forwarded-for'];
  const list = Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '');
  const last = plainAddress(withoutPort((list.split(',').at(-1) ?? '').trim()));
  // Relayed, and nobody says for whom: certainly not for this machine.
  if (isIP(last) === 0) return stranger(peer);
  const client = describe(last);
  return named ? client : stranger(client.address);
}

/** The same object for the same address, so that what is derived from it can be kept. */
const strangers = new Map<string, ClientAddress>();

function stranger(address: string): ClientAddress {
  let client = strangers.get(address);
  if (!client) {
    client = { address, onThisMachine: false, nearby: false };
    if (strangers.size >= MANY) strangers.clear();
    strangers.set(address, client);
  }
  return client;
}

/** The same few addresses come again and again, and looking them up is not free. */
const known = new Map<string, ClientAddress>();
const MANY = 2000;

function describe(address: string): ClientAddress {
  let client = known.get(address);
  if (!client) {
    const onThisMachine = isIn(here, address);
    const nearby = onThisMachine || isIn(near, address);
    // In a network of one's own, a class of pupils has one prefix.
    client = { address: nearby ? address : addressBlock(address), onThisMachine, nearby };
    if (known.size >= MANY) known.clear();
    known.set(address, client);
  }
  return client;
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Some proxies write the port of their client, too. */
function withoutPort(text: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(text)?.[1] ?? text;
}

/** Without the spellings of the system: `::ffff:` before IPv4, a network's name behind. */
export function plainAddress(address: string): string {
  if (!address.includes('%') && !address.startsWith('::')) return address;
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}
