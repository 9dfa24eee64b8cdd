import type { PlannedFile } from '../../src/contracts/chunk-store.ts';
import { checkStatus } from '../../src/model-store/sources/hub-origin.ts';
import type { Origin, OriginModel } from '../../src/model-store/sources/origin.ts';
import { createGitOid, createSha256 } from '../../src/model-store/transfer/sha256.ts';

/** What a source's bytes of one file are. */
export interface ReadFile {
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * SHA-256 and length of a small file that the hub keeps without LFS, or of a compiled library.
 * Throws where the bytes are not those that the hub's own list names.
 */
export async function readOnce(
  origin: Origin,
  model: OriginModel,
  file: PlannedFile,
  signal: AbortSignal,
): Promise<ReadFile> {
  const response = await origin.get(model, file, {}, signal);
  checkStatus(response, Date.now());
  const bytes = new Uint8Array(await response.arrayBuffer());
  const hash = await createSha256();
  hash.update(bytes);
  if (file.gitOid !== undefined) {
    const oid = await createGitOid(bytes.length);
    oid.update(bytes);
    if (oid.digest() !== file.gitOid) throw new Error(`${file.path} is not what the tree says`);
  }
  return { sizeBytes: bytes.length, sha256: hash.digest() };
}
