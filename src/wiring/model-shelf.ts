import type { ModelEntry } from '../contracts/catalog.ts';
import { hasRealGpu } from '../engines/in-browser/choose-variant.ts';
import { openBrowserModels } from '../model-store/browser-models.ts';
import { catalog } from '../model-store/catalog.ts';
import { chooseVariant, readGraphics, type GpuLike } from '../model-store/choose-variant.ts';
import { createKeptValues, type KeptValues } from '../model-store/kept-values.ts';
import type { ModelStore } from '../model-store/model-store.ts';
import type { OriginSpec } from '../model-store/origin.ts';
import type { ParleyDatabase } from '../storage/migration.ts';
import type { Advise } from '../ui/models/model-groups.ts';
import { HUB, hubAllowed, servedModels, speechModelsFor } from './speech-models.ts';

/** Models on this device, and which of them are worth having here. */
export interface ModelShelf {
  readonly catalog: readonly ModelEntry[];
  readonly store: ModelStore;
  readonly advise: Advise;
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
  const recommended = languages
    .map((language) => speechModelsFor(catalog, language).find(({ fixture }) => !fixture)?.id)
    .filter(Boolean);
  const haveMb = (device.deviceMemory ?? 8) * 1024;
  return {
    catalog,
    store,
    fetchFile,
    mayAskHub,
    kept: createKeptValues(database),
    advise(entry) {
      const variant = USED_JOBS.includes(entry.job) ? chooseVariant(entry, facts) : undefined;
      const needMb = variant?.memoryMb ?? 0;
      return {
        variant: variant?.name ?? null,
        // What stands next door is worth having, whatever else there is.
        recommended: recommended.includes(entry.id) || served.has(entry.id),
        // Half is left to the browser and everything else that runs.
        ...(needMb > haveMb / 2 ? { tooLarge: { needMb, haveMb } } : {}),
      };
    },
  };
}
