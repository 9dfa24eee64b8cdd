import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { MODEL_ID } from '../../../src/contracts/catalog.ts';
import { JOBS, type Job } from '../../jobs/job.ts';
import { isRecord } from '../read-whole.ts';
import { catalogEntrySchema, type CatalogEntry } from './catalog-entry.ts';
import families from './model-families.json' with { type: 'json' };
import type { ShelfModel } from './shelf-model.ts';

/** Endings of weight files, smallest loss of speed on a processor first. */
const endings: readonly (readonly [dtype: string, ending: string])[] = [
  ['q8', '_quantized'],
  ['int8', '_int8'],
  ['uint8', '_uint8'],
  ['q4', '_q4'],
  ['fp32', ''],
];

type Config = Readonly<Record<string, unknown>>;

/**
 * The models in the folders of weights that can be run as they lie there; of one that lies in two,
 * the first that is whole. What the catalog says of a model counts; one that it does not know is told
 * by its own config.json.
 */
export async function readShelf(
  modelsDirs: readonly string[],
  catalogDir: string,
): Promise<ShelfModel[]> {
  const found = new Map<string, ShelfModel>();
  for (const modelsDir of modelsDirs) {
    const names = await readdir(modelsDir).catch((): string[] => []);
    const wanted = names.filter((name) => MODEL_ID.test(name) && !found.has(name));
    const models = await Promise.all(wanted.map((id) => readModel(modelsDir, catalogDir, id)));
    for (const model of models) if (model) found.set(model.id, model);
  }
  return [...found.values()];
}

async function readModel(
  modelsDir: string,
  catalogDir: string,
  id: string,
): Promise<ShelfModel | undefined> {
  const folder = join(modelsDir, id);
  const config = await readRecord(join(folder, 'config.json'));
  if (!config) return undefined;
  const entry = v.safeParse(catalogEntrySchema, await readRecord(join(catalogDir, `${id}.json`)));
  const told = entry.success
    ? await fromCatalog(folder, entry.output, config)
    : await fromConfig(folder, config);
  if (!told) return undefined;
  const generation = await readRecord(join(folder, 'generation_config.json'));
  const onlyEnglish = generation?.['is_multilingual'] === false;
  return {
    languages: onlyEnglish ? ['en'] : [],
    ...facts(config),
    ...told,
    id,
    modelsDir,
  };
}

type Told = Pick<ShelfModel, 'job' | 'family' | 'dtype' | 'pooling'> & Partial<ShelfModel>;

async function fromCatalog(
  folder: string,
  entry: CatalogEntry,
  config: Config,
): Promise<Told | undefined> {
  const { job, family, languages, windowSeconds, contextTokens, textPrefix } = entry;
  if (entry.engine !== 'transformers' || !isJob(job)) return undefined;
  // Other voices want phonemes or a speaker's numbers, which only the browser's engines make.
  if (job === 'speak' && familyOf(config)?.job !== 'speak') return undefined;
  for (const variant of entry.variants) {
    // What runs in a browser without a graphics chip runs on a processor.
    if (!variant.devices.includes('wasm')) continue;
    const needed = entry.files.filter(
      ({ variants, optional }) => !optional && (variants?.includes(variant.name) ?? true),
    );
    const there = await Promise.all(
      // A path with `*` stands for files that only the source's index names.
      needed
        .filter(({ path }) => !path.includes('*'))
        .map(({ path, sizeBytes }) => isThere(folder, path, sizeBytes)),
    );
    if (!there.every(Boolean)) continue;
    return {
      job,
      family,
      dtype: variant.dtype,
      languages,
      ...(windowSeconds === undefined ? {} : { windowSeconds }),
      ...(contextTokens === undefined ? {} : { contextTokens }),
      ...(textPrefix === undefined ? {} : { textPrefix }),
      // As in a browser, which reads nothing else: vectors of one model are the same everywhere.
      pooling: entry.pooling ?? 'mean',
    };
  }
  return undefined;
}

async function fromConfig(folder: string, config: Config): Promise<Told | undefined> {
  const known = familyOf(config);
  if (!known || !isJob(known.job)) return undefined;
  for (const [dtype, ending] of endings) {
    const paths = known.files.map((name) => `onnx/${name}${ending}.onnx`);
    const there = await Promise.all(paths.map((path) => isThere(folder, path)));
    if (!there.every(Boolean)) continue;
    const pooling = await readPooling(folder);
    return { job: known.job, family: modelType(config), dtype, pooling };
  }
  return undefined;
}

const modelType = (config: Config): string =>
  typeof config['model_type'] === 'string' ? config['model_type'] : '';

function familyOf(config: Config): (typeof families)[number] | undefined {
  const architectures = Array.isArray(config['architectures']) ? config['architectures'] : [];
  return families.find(
    (it) =>
      (it.families as string[]).includes(modelType(config)) ||
      architectures.some((name) => endsWith(name, it.endings)),
  );
}

/** What config.json says by itself. */
function facts(config: Config): Pick<ShelfModel, 'contextTokens' | 'windowSeconds'> {
  const context = config['max_position_embeddings'];
  const positions = config['max_source_positions'];
  return {
    ...(typeof context === 'number' ? { contextTokens: context } : {}),
    // Whisper: fifty positions a second.
    ...(config['model_type'] === 'whisper' && typeof positions === 'number'
      ? { windowSeconds: positions / 50 }
      : {}),
  };
}

async function readPooling(folder: string): Promise<ShelfModel['pooling']> {
  const pooling = await readRecord(join(folder, '1_Pooling', 'config.json'));
  if (pooling?.['pooling_mode_cls_token'] === true) return 'cls';
  return pooling?.['pooling_mode_lasttoken'] === true ? 'last_token' : 'mean';
}

async function isThere(folder: string, path: string, sizeBytes?: number): Promise<boolean> {
  const found = await stat(join(folder, path)).catch(() => undefined);
  // A file of another size is one that is still being copied, or not the one we know.
  return found?.isFile() === true && (sizeBytes === undefined || found.size === sizeBytes);
}

async function readRecord(file: string): Promise<Config | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isJob(name: string): name is Job {
  return (JOBS as readonly string[]).includes(name);
}

function endsWith(name: unknown, candidates: readonly string[]): boolean {
  return typeof name === 'string' && candidates.some((ending) => name.endsWith(ending));
}
