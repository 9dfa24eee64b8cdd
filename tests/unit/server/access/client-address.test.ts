import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../../../server/access/client-address.ts';

const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

describe('the client’s address', () => {
  it.each([
    ['127.0.0.1', {}, '127.0.0.1', true, true],
    ['::ffff:127.0.0.1', {}, '127.0.0.1', true, true],
    ['::1', {}, '::1', true, true],
    ['192.168.1.7', {}, '192.168.1.7', false, true],
    ['fe80::1%eth0', {}, 'fe80::1', false, true],
    ['203.0.113.9', {}, '203.0.113.9', false, false],
    ['203.0.113.9', { 'x-forwarded-for': '127.0.0.1' }, '203.0.113.9', false, false],
    ['127.0.0.1', { 'x-forwarded-for': '203.0.113.9' }, '203.0.113.9', false, false],
    ['127.0.0.1', { 'x-forwarded-for': '127.0.0.1, 10.0.0.5' }, '10.0.0.5', false, true],
    ['127.0.0.1', { 'x-forwarded-for': 'nonsense' }, '127.0.0.1', false, false],
    ['127.0.0.1', { 'tailscale-user-login': 'a@b' }, '127.0.0.1', false, false],
    ['10.0.0.2', { 'x-forwarded-for': '203.0.113.9' }, '203.0.113.9', false, false],
  ])('%s %j is %s', (remote, headers, address, onThisMachine, nearby) => {
    expect(clientAddress(from(remote, headers), ['10.0.0.2'])).toEqual({
      address,
      onThisMachine,
      nearby,
    });
  });
});
