import type { ModelEntry, ModelVariant } from '../../contracts/catalog.ts';
import type { LoadProgress } from '../../contracts/engine.ts';
import type { FileProgress } from '../../model-store/kept-weights.ts';

const REPORT_EVERY_BYTES = 256 * 1024;

/**
 * Adds up the progress of single files. The total is what the catalog says, else what the files
 * said of themselves once each of them has begun, else 0.
 */
export function createLoadTally(
  entry: ModelEntry,
  variant: ModelVariant,
  report: (progress: LoadProgress) => void,
): FileProgress {
  const needed = entry.files.filter(
    (file) => !file.variants || file.variants.includes(variant.name),
  );
  const begun = new Map<string, { loaded: number; total: number }>();
  let reportedBytes = -REPORT_EVERY_BYTES;
  return (path, loaded, total) => {
    begun.set(path, { loaded, total });
    const sizes = needed.map((file) => file.sizeBytes ?? begun.get(file.path)?.total ?? 0);
    const known = sizes.every((size) => size > 0);
    const totalBytes = known ? sizes.reduce((sum, size) => sum + size, 0) : 0;
    const loadedBytes = [...begun.values()].reduce((sum, file) => sum + file.loaded, 0);
    const finished = loaded === total;
    if (!finished && loadedBytes - reportedBytes < REPORT_EVERY_BYTES) return;
    reportedBytes = loadedBytes;
    report({ loadedBytes, totalBytes });
  };
}
