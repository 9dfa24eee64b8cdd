/**
 * Asks the browser to keep what is stored when space runs out, unless it does already. Some ask the
 * person; a refusal changes nothing.
 */
export async function askToPersist(storage: StorageManager | undefined): Promise<void> {
  try {
    if (await storage?.persisted()) return;
    await storage?.persist();
  } catch {
    // A browser that has no such thing decides by itself.
  }
}
