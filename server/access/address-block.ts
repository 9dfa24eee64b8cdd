import { isIP } from 'node:net';

/**
 * What counts as one client: an IPv4 address, or the 64 bits of an IPv6 one that name its network,
 * because whoever has one address of those has them all.
 */
export function addressBlock(address: string): string {
  if (isIP(address) !== 6 || address === '::1') return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const first = groupsOf(head);
  // An embedded IPv4 stands for two groups at the end, which are of no interest here.
  const behind = tail === undefined ? [] : groupsOf(tail);
  const width = behind.length + (behind.at(-1)?.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - width);
  const all = [...first, ...Array<string>(zeros).fill('0'), ...behind];
  const network = all.slice(0, 4).map((group) => parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
