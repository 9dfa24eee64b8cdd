import type { Server, Socket } from 'node:net';
import { addressBlock } from './access/address-block.ts';
import { plainAddress } from './access/client-address.ts';

/** How many connections there may be. */
export interface PlaceLimits {
  /** Of all clients together. */
  readonly most: number;
  /** Of one address; by `most` when absent. */
  readonly perAddress?: number | undefined;
  /** Addresses that stand for many people. */
  readonly proxies?: readonly string[];
}

/** What one client may have of all places, where the settings do not say it. */
const SHARE = 1 / 8;
/** A school behind one address. */
const AT_LEAST = 64;
/** A relay on this machine or one that the settings name serves many, but never takes all. */
const SHARE_OF_RELAY = 7 / 8;

/**
 * Leaves places for others: one address, of IPv6 one network, has so many connections and no more.
 * `turnAway` gets those beyond.
 */
export function limitPlaces(
  server: Server,
  limits: PlaceLimits,
  turnAway: (socket: Socket) => void,
): void {
  server.maxConnections = limits.most;
  const taken = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress ?? '');
    const client = addressBlock(address);
    const count = (taken.get(client) ?? 0) + 1;
    taken.set(client, count);
    socket.once('close', () => {
      const left = (taken.get(client) ?? 1) - 1;
      if (left > 0) taken.set(client, left);
      else taken.delete(client);
    });
    if (count > placesOf(address, limits)) turnAway(socket);
  });
}

/** How many places an address has. */
export function placesOf(address: string, { most, perAddress, proxies = [] }: PlaceLimits): number {
  const relay = address === '::1' || address.startsWith('127.') || proxies.includes(address);
  if (relay) return Math.max(1, Math.floor(most * SHARE_OF_RELAY));
  const share = Math.max(AT_LEAST, Math.floor(most * SHARE));
  return Math.max(1, Math.min(perAddress ?? share, most - 1));
}
