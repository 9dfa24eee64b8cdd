import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isForbiddenAddress } from '../security/forbidden-address.ts';

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** `dns.lookup` that refuses names which lead to such an address. */
export function guardedLookup(
  name: string,
  options: LookupOptions,
  callback: LookupCallback,
): void {
  lookup(name, options, (error, address, family) => {
    const found = Array.isArray(address) ? address.map((it) => it.address) : [address];
    if (!error && found.some((it) => isForbiddenAddress(it))) {
      callback(Object.assign(new Error('forbidden address'), { code: 'EFORBIDDEN' }), '', 0);
    } else callback(error, address, family);
  });
}
