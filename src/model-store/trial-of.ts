import type { ModelEntry } from '../contracts/catalog.ts';

/**
 * Whether one of us has run a model with real weights: `here` as it would run on this device,
 * `elsewhere` on another kind of processor only, or `never`. Tests' own models are tried all day.
 */
export function trialOf(
  { tried, fixture }: Pick<ModelEntry, 'tried' | 'fixture'>,
  /** Null where it would not run at all: then any trial counts. */
  runtime: 'wasm' | 'webgpu' | null,
): 'here' | 'elsewhere' | 'never' {
  if (fixture) return 'here';
  if (!tried) return 'never';
  return runtime === null || tried.devices.includes(runtime) ? 'here' : 'elsewhere';
}
