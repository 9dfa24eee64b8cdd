import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes so that either the old or the new content is there, also after a power cut. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(`${file}.new`, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
