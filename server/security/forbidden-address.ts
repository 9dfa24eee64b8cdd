import { BlockList, isIP } from 'node:net';

/** Link-local addresses and the metadata services of clouds: where credentials lie about. */
const forbidden = new BlockList();
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addAddress('100.100.100.200', 'ipv4');
forbidden.addAddress('0.0.0.0', 'ipv4');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addAddress('fd00:ec2::254', 'ipv6');

/** Whether an address is one that no upstream has, unless its operator says so. */
export function isForbiddenAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '');
  const family = isIP(bare);
  if (family === 0) return /^metadata(\.google\.internal)?\.?$/i.test(bare);
  return forbidden.check(bare, family === 6 ? 'ipv6' : 'ipv4');
}
