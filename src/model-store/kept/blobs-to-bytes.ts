import type { ParleyDatabase } from '../../storage/migration.ts';
import type { KeptValues } from './kept-values.ts';

/** Under this name it is kept that no Blob is left. */
const DONE = 'partsAreBytes';

/**
 * Earlier versions kept parts as Blobs, which WebKit loses. Each is read and kept as bytes in its
 * place, one after the other; `idle` is waited for before each. What was read or replaced meanwhile
 * stays as it is, and a Blob whose bytes are gone is left to the check that finds it. Goes on where it
 * was stopped, and does nothing once it got to the end. Returns how many it turned.
 */
export async function turnBlobsToBytes(
  database: ParleyDatabase,
  kept: KeptValues,
  idle: () => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  if ((await kept.read(DONE)) === true) return 0;
  let turned = 0;
  let lost = false;
  for (const key of await database.getAllKeys('chunks')) {
    signal.throwIfAborted();
    const stored = await database.get('chunks', key);
    if (!(stored instanceof Blob)) continue;
    await idle();
    const bytes = await stored.arrayBuffer().catch(() => undefined);
    if (!bytes) {
      lost = true;
      continue;
    }
    const transaction = database.transaction('chunks', 'readwrite');
    const now = await transaction.store.get(key);
    const same = now instanceof Blob && now.size === bytes.byteLength;
    await Promise.all([same ? transaction.store.put(bytes, key) : undefined, transaction.done]);
    if (same) turned++;
  }
  if (!lost) await kept.write(DONE, true);
  return turned;
}
