import type { ModelEntry } from '../contracts/catalog.ts';
import type { EngineSetup } from '../contracts/route.ts';
import type { DeviceProfile } from '../device/device-profile.ts';
import { memoryMbOf } from '../device/memory-of.ts';
import { tierOf } from '../device/tier-of.ts';
import { hasRealGpu } from '../engines/in-browser/choose-variant.ts';
import { openBrowserModels } from '../model-store/browser-models.ts';
import { catalog } from '../model-store/catalog.ts';
import { chooseVariant, readGraphics, type GpuLike } from '../model-store/choose-variant.ts';
import { createKeptValues, type KeptValues } from '../model-store/kept-values.ts';
import type { ModelStore } from '../model-store/model-store.ts';
import type { OriginSpec } from '../model-store/origin.ts';
import type { ParleyDatabase } from '../storage/migration.ts';
import type { Advise } from '../ui/models/model-groups.ts';
import { bestModels } from './best-models.ts';
import { DeviceShelf } from './device-shelf.ts';
import { HUB, hubAllowed, servedModels, speechModelsFor } from './speech-models.ts';

/** Models on this device, and which of them are worth having here. */
export interface ModelShelf {
  readonly catalog: readonly ModelEntry[];
  readonly store: ModelStore;
  readonly advise: Advise;
  /** The same once this device was looked at: with speeds, and what is best here. */
  adviseByDevice(signal: AbortSignal): Promise<Advise>;
  /** What this device can do. */
  readonly device: DeviceShelf;
  /** Worth having on this device. */
  readonly isRecommended: (entry: ModelEntry) => boolean;
  /** How a model would run here: the variant that is kept, or else the best; null where it cannot. */
  readonly setupOf: (entry: ModelEntry, kept: string | undefined) => EngineSetup | null;
  readonly fetchFile: typeof fetch;
  /** True where the page may reach the public hub. */
  readonly mayAskHub: boolean;
  /** Small values about models, kept between visits. */
  readonly kept: KeptValues;
}

/** Jobs that something in this app does with a model from the store. */
const USED_JOBS: readonly ModelEntry['job'][] = ['transcribe', 'speak', 'chat', 'embed'];

/** Opens the store. Loaded late: the first screen needs none of it. */
export async function openModelShelf(
  database: ParleyDatabase,
  languages: readonly string[],
): Promise<ModelShelf> {
  const fetchFile: typeof fetch = (input, init) => fetch(input, init);
  const device = navigator as {
    gpu?: GpuLike & Parameters<typeof hasRealGpu>[0];
    deviceMemory?: number;
  };
  const never = new AbortController().signal;
  const [graphics, real, served, mayAskHub] = await Promise.all([
    readGraphics(device.gpu),
    hasRealGpu(device.gpu),
    servedModels(fetchFile, never),
    hubAllowed(fetchFile, never),
  ]);
  // A chip simulated in software is slower than WASM.
  const facts = real ? graphics : { webgpu: false, features: new Set<string>() };
  const companion: OriginSpec = { kind: 'companion', name: 'companion', baseUrl: location.origin };
  const hub: OriginSpec = { kind: 'hub', name: 'hub', baseUrl: HUB };
  const store = openBrowserModels({
    database,
    catalog,
    origins: () => (mayAskHub ? [companion, hub] : [companion]),
    // The learner may be silent for long in a lesson; that is no idle time.
    working: () => location.hash === '#/play',
  });
  const first = languages
    .map((language) => speechModelsFor(catalog, language).find(({ fixture }) => !fixture)?.id)
    .filter((id) => id !== undefined);
  const shelf = await DeviceShelf.open(database, catalog);
  const haveMb = (device.deviceMemory ?? 8) * 1024;
  const inReach = ({ id }: ModelEntry) => mayAskHub || served.has(id);
  const chosen = (entry: ModelEntry) =>
    USED_JOBS.includes(entry.job) ? chooseVariant(entry, facts) : undefined;

  function setupOf(entry: ModelEntry, kept: string | undefined): EngineSetup | null {
    const one = entry.variants.filter(({ name }) => kept === undefined || name === kept);
    const variant = chooseVariant({ ...entry, variants: one }, facts);
    if (!variant) return null;
    const runtime = real && variant.devices.includes('webgpu') ? 'webgpu' : 'wasm';
    return { modelId: entry.id, variant: variant.name, runtime };
  }

  function advisor(profile: DeviceProfile | null, best: ReadonlySet<string>): Advise {
    return (entry) => {
      const variant = chosen(entry);
      const needMb = variant ? memoryMbOf(entry, variant) : 0;
      const setup = variant ? setupOf(entry, variant.name) : null;
      const figures = profile && setup ? shelf.measurements.figuresFor(setup, profile) : null;
      return {
        variant: variant?.name ?? null,
        recommended: best.has(entry.id) && inReach(entry),
        nextDoor: served.has(entry.id),
        outOfReach: !inReach(entry),
        ...(figures?.best
          ? { speed: { figures: figures.best, measured: figures.measured !== null } }
          : {}),
        // Half is left to the browser and everything else that runs.
        ...(needMb > haveMb / 2 ? { tooLarge: { needMb, haveMb } } : {}),
      };
    };
  }

  return {
    catalog,
    store,
    // What stands next door is worth having, whatever else there is.
    isRecommended: ({ id }) => first.includes(id) || served.has(id),
    setupOf,
    fetchFile,
    mayAskHub,
    kept: createKeptValues(database),
    device: shelf,
    advise: advisor(null, new Set(first)),
    async adviseByDevice(signal) {
      const profile = await shelf.look(signal);
      const runs = (entry: ModelEntry) => {
        const variant = chosen(entry);
        return variant !== undefined && memoryMbOf(entry, variant) <= haveMb / 2;
      };
      return advisor(profile, bestModels(catalog, tierOf(profile), languages, runs, inReach));
    },
  };
}
