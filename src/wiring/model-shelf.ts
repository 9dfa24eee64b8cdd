import { APP_BASE } from '../base/app-base.ts';
import type { ModelEntry } from '../contracts/catalog.ts';
import type { EngineSetup } from '../contracts/route.ts';
import type { DeviceProfile } from '../device/device-profile.ts';
import { memoryMbOf } from '../device/memory-of.ts';
import { deviceMemoryGb, isPhone } from '../device/surroundings.ts';
import { tierOf } from '../device/tier-of.ts';
import { hasRealGpu } from '../engines/in-browser/choose-variant.ts';
import { openBrowserModels } from '../model-store/browser-models.ts';
import { catalog } from '../model-store/catalog.ts';
import { chooseVariant, readGraphics, type GpuLike } from '../model-store/choose-variant.ts';
import { trialOf } from '../model-store/trial-of.ts';
import { createKeptValues, type KeptValues } from '../model-store/kept/kept-values.ts';
import type { OriginSpec } from '../model-store/sources/origin.ts';
import type { LiveDatabase } from '../storage/live-database.ts';
import type { Advise, ModelsOnDevice, Standing } from '../ui/models/model-groups.ts';
import { bestModels, standingOf } from './best-models.ts';
import { DeviceShelf } from './device-shelf.ts';
import {
  companionFetches,
  HUB,
  hubAllowed,
  isServed,
  servedModels,
  speechModelsFor,
} from './speech-models.ts';

/** What the screens are given of the models here, and what the rest of the app asks of them. */
export interface ModelShelf extends ModelsOnDevice {
  readonly catalog: readonly ModelEntry[];
  /** How soon a model answers here, measured or predicted, ms; null before this device was looked at. */
  readonly firstMs: (entry: ModelEntry) => number | null;
  /** What this device can do. */
  readonly device: DeviceShelf;
  /** Worth having on this device. */
  readonly isRecommended: (entry: ModelEntry) => boolean;
  /** How a model would run here: the variant that is kept, or else the best; null where it cannot. */
  readonly setupOf: (entry: ModelEntry, kept: string | undefined) => EngineSetup | null;
  readonly fetchFile: typeof fetch;
  /** Small values about models, kept between visits. */
  readonly kept: KeptValues;
}

/** Memory where the browser does not tell: Safari and Firefox, on a small phone and on a computer. */
const PHONE_GB = 3;
const COMPUTER_GB = 8;

/** Jobs that something in this app does with a model from the store. */
const USED_JOBS: readonly ModelEntry['job'][] = ['transcribe', 'speak', 'chat', 'embed'];

/** Opens the store. Loaded late: the first screen needs none of it. */
export async function openModelShelf(
  database: LiveDatabase,
  languages: readonly string[],
): Promise<ModelShelf> {
  const fetchFile: typeof fetch = (input, init) => fetch(input, init);
  const device = navigator as {
    gpu?: GpuLike & Parameters<typeof hasRealGpu>[0];
  };
  const never = new AbortController().signal;
  const [graphics, real, servedFirst, hubInReach, fetches] = await Promise.all([
    readGraphics(device.gpu),
    hasRealGpu(device.gpu),
    servedModels(fetchFile, never),
    hubAllowed(fetchFile, never),
    companionFetches(fetchFile, never),
  ]);
  let served = servedFirst;
  const mayAskHub = hubInReach || fetches;
  // A chip simulated in software is slower than WASM.
  const facts = real ? graphics : { webgpu: false, features: new Set<string>() };
  const baseUrl = (location.origin + APP_BASE).replace(/\/$/, '');
  const companion: OriginSpec = { kind: 'companion', name: 'companion', baseUrl };
  const hub: OriginSpec = { kind: 'hub', name: 'hub', baseUrl: HUB };
  const store = openBrowserModels({
    database: database.lasting,
    catalog,
    origins: () => (hubInReach ? [companion, hub] : [companion]),
    // The learner may be silent for long in a lesson; that is no idle time.
  });
  const first = languages
    .map((language) => speechModelsFor(catalog, language).find(({ fixture }) => !fixture))
    .filter((entry) => entry !== undefined);
  const shelf = await DeviceShelf.open(database, catalog);
  const haveMb =
    (deviceMemoryGb(navigator) ?? (isPhone(navigator) ? PHONE_GB : COMPUTER_GB)) * 1024;
  const offered = (entry: ModelEntry): ModelEntry => ({
    ...entry,
    variants: entry.variants.filter(
      (variant) =>
        isServed(served, entry, variant) || (mayAskHub && !variant.bundled && entry.source),
    ),
  });
  /** The variant that can be had and runs here. */
  const had = (entry: ModelEntry) => chooseVariant(offered(entry), facts);
  const inReach = (entry: ModelEntry) => had(entry) !== undefined;
  const chosen = (entry: ModelEntry) =>
    USED_JOBS.includes(entry.job) ? (had(entry) ?? chooseVariant(entry, facts)) : undefined;

  function setupOf(entry: ModelEntry, kept: string | undefined): EngineSetup | null {
    const one = entry.variants.filter(({ name }) => name === kept);
    const variant =
      kept === undefined ? chosen(entry) : chooseVariant({ ...entry, variants: one }, facts);
    if (!variant) return null;
    const runtime = real && variant.devices.includes('webgpu') ? 'webgpu' : 'wasm';
    return { modelId: entry.id, variant: variant.name, runtime };
  }

  function firstMs(entry: ModelEntry): number | null {
    const setup = setupOf(entry, undefined);
    const profile = shelf.known;
    if (!setup || !profile) return null;
    return shelf.measurements.figuresFor(setup, profile).best?.firstMs ?? null;
  }

  const trial = (entry: ModelEntry) => trialOf(entry, setupOf(entry, undefined)?.runtime ?? null);
  const tried = (entry: ModelEntry) => trial(entry) === 'here';

  function advisor(profile: DeviceProfile | null, best: ReadonlyMap<string, Standing>): Advise {
    return (entry) => {
      const variant = chosen(entry);
      const needMb = variant ? memoryMbOf(entry, variant) : 0;
      const setup = variant ? setupOf(entry, variant.name) : null;
      const standing = inReach(entry) ? best.get(entry.id) : undefined;
      const figures = profile && setup ? shelf.measurements.figuresFor(setup, profile) : null;
      return {
        variant: variant?.name ?? null,
        ...(standing ? { standing } : {}),
        ...(tried(entry) ? {} : { untried: trial(entry) === 'never' ? 'anywhere' : 'onChip' }),
        nextDoor: variant !== undefined && isServed(served, entry, variant),
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
    isRecommended: (entry) => first.includes(entry) || served.has(entry.id),
    setupOf,
    firstMs,
    fetchFile,
    mayAskHub,
    hubInReach,
    kept: createKeptValues(database.lasting),
    device: shelf,
    advise: advisor(
      null,
      new Map(first.map((entry) => [entry.id, standingOf(entry, tried(entry))])),
    ),
    async adviseByDevice(signal) {
      // Opened without a network, or before the companion was up: perhaps it is there by now.
      if (served.size === 0) served = await servedModels(fetchFile, signal);
      const profile = await shelf.look(signal);
      const runs = (entry: ModelEntry) => {
        const variant = chosen(entry);
        return variant !== undefined && memoryMbOf(entry, variant) <= haveMb / 2;
      };
      const here = { runs, inReach, tried, firstMs };
      return advisor(profile, bestModels(catalog, tierOf(profile), languages, here));
    },
  };
}
