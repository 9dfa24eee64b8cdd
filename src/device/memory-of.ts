import type { ModelEntry, ModelVariant } from '../contracts/catalog.ts';
import { bytesPerWeight } from './run-work.ts';

/** Runtime, caches and what is being computed, beside the weights. */
const BESIDE = 1.2;
const RUNTIME_MB = 150;

/** About how much memory a variant takes once it is loaded, MB: as stated, else by its weights. */
export function memoryMbOf(entry: ModelEntry, variant: ModelVariant): number {
  if (variant.memoryMb !== undefined) return variant.memoryMb;
  const { dtype } = variant;
  // Where files differ, the widest one stands for all: nothing is promised too small.
  const widest = Math.max(
    ...(typeof dtype === 'string' ? [dtype] : Object.values(dtype)).map(bytesPerWeight),
  );
  return Math.round((entry.shape?.parametersM ?? 0) * widest * BESIDE + RUNTIME_MB);
}
