import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { addressBlock } from '../../../../server/access/address-block.ts';
import { clientAddress } from '../../../../server/access/client-address.ts';

const from = (remoteAddress: string, headers: Record<string, string> = {}, httpVersion = '1.1') =>
  ({
    socket: { remoteAddress, localPort: 3100 },
    headers: { host: 'localhost:3100', ...headers },
    httpVersion,
  }) as unknown as IncomingMessage;
const forwardedFor = (list: string) => ({ 'x-forwarded-for': list });

describe('the client’s address', () => {
  it.each([
    ['127.0.0.1', {}, '127.0.0.1', true, true],
    ['::ffff:127.0.0.1', {}, '127.0.0.1', true, true],
    ['::1', {}, '::1', true, true],
    ['192.168.1.7', {}, '192.168.1.7', false, true],
    ['fe80::1%eth0', {}, 'fe80::1', false, true],
    ['203.0.113.9', {}, '203.0.113.9', false, false],
    ['203.0.113.9', forwardedFor('127.0.0.1'), '203.0.113.9', false, false],
    ['2001:db8:1:2:3::9', {}, '2001:db8:1:2::/64', false, false],
    // From a proxy here that nobody named: it may only hand on what its client wrote.
    ['127.0.0.1', forwardedFor('203.0.113.9'), '203.0.113.9', false, false],
    ['127.0.0.1', forwardedFor('127.0.0.1, 10.0.0.5'), '10.0.0.5', false, false],
    ['127.0.0.1', forwardedFor('127.0.0.1'), '127.0.0.1', false, false],
    ['127.0.0.1', forwardedFor('nonsense'), '127.0.0.1', false, false],
    // From one that the settings name.
    ['10.0.0.2', forwardedFor('203.0.113.9'), '203.0.113.9', false, false],
    ['10.0.0.2', forwardedFor('9.9.9.9, 10.0.0.5'), '10.0.0.5', false, true],
    ['10.0.0.2', forwardedFor('2001:db8::1'), '2001:db8:0:0::/64', false, false],
    ['10.0.0.2', forwardedFor('203.0.113.9:4711'), '203.0.113.9', false, false],
    ['10.0.0.2', forwardedFor('[2001:db8::1]:4711'), '2001:db8:0:0::/64', false, false],
    ['10.0.0.2', {}, '10.0.0.2', false, false],
    ['127.0.0.2', forwardedFor('10.0.0.5'), '10.0.0.5', false, true],
    ['127.0.0.2', {}, '127.0.0.2', true, true],
  ])('%s %j is %s', (remote, headers, address, onThisMachine, nearby) => {
    expect(clientAddress(from(remote, headers), ['10.0.0.2', '127.0.0.2'])).toEqual({
      address,
      onThisMachine,
      nearby,
    });
  });
});

describe('what came through a relay on this machine', () => {
  it.each([
    ['nginx says nothing, but speaks as it does', {}, '1.0'],
    ['a tunnel ends at another port', { host: 'localhost:8080' }, '1.1'],
    ['a proxy hands on the name that people typed', { host: 'parley.example:3100' }, '1.1'],
    ['an address of this machine in its network', { host: '192.168.1.20:3100' }, '1.1'],
    ['via', { via: '1.1 squid' }, '1.1'],
    ['forwarded', { forwarded: 'for=127.0.0.1' }, '1.1'],
    ['x-real-ip', { 'x-real-ip': '127.0.0.1' }, '1.1'],
    ['x-forwarded-proto', { 'x-forwarded-proto': 'https' }, '1.1'],
    ['x-forwarded-host', { 'x-forwarded-host': 'localhost' }, '1.1'],
    ['cloudflared', { 'cf-connecting-ip': '127.0.0.1' }, '1.1'],
    ['tailscale', { 'tailscale-user-login': 'a@b' }, '1.1'],
    ['envoy', { 'x-envoy-external-address': '127.0.0.1' }, '1.1'],
  ])('%s', (_name, headers, version) => {
    expect(clientAddress(from('127.0.0.1', headers, version), [])).toMatchObject({
      onThisMachine: false,
      nearby: false,
    });
  });

  it.each([
    'localhost:3100',
    'LOCALHOST:3100',
    '127.0.0.1:3100',
    '[::1]:3100',
    'localhost',
    '[::1]',
  ])('is told from somebody who sits here and asks %s', (host) => {
    const headers = { host, 'user-agent': 'x', 'x-stainless-os': 'y', 'x-parley-policy': 'z' };
    expect(clientAddress(from('127.0.0.1', headers), []).onThisMachine).toBe(true);
  });

  it('is told by the connection, too', () => {
    expect(clientAddress(from('127.0.0.1'), [], true).onThisMachine).toBe(false);
  });
});

describe('an IPv6 network is one client', () => {
  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['::1', '::1'],
    ['192.0.2.1', '192.0.2.1'],
    ['nonsense', 'nonsense'],
  ])('%s is %s', (address, block) => {
    expect(addressBlock(address)).toBe(block);
  });
});
