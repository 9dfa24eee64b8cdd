import type { MLCEngine } from '@mlc-ai/web-llm';
import * as v from 'valibot';
import type { ModelEntry } from '../../../contracts/catalog.ts';
import { createEngineCaches } from '../../../model-store/kept/engine-hooks.ts';
import type { ModelFiles } from '../../../model-store/kept/model-files.ts';
import { storeError } from '../../../model-store/store-error.ts';
import type { StoredModels } from '../../../model-store/kept/stored-models.ts';
import type { RunPlan } from '../choose-variant.ts';
import { asEngineError, engineError } from '../engine-error.ts';
import type { GpuWatch, LostDevice } from '../gpu-watch.ts';
import { createWebLlmChat, type WebLlmChat } from './web-llm-chat.ts';
import { webLlmConfig } from './web-llm-config.ts';

/** The facts of WebGPU that are looked at before anything is loaded. */
export interface GpuEntrance {
  requestAdapter(options: {
    powerPreference: 'high-performance';
  }): Promise<{ readonly features: ReadonlySet<string> } | null>;
}

/** Where web-llm finds what it needs; a worker's global scope. */
export interface WebLlmScope {
  readonly gpu: GpuEntrance | undefined;
  readonly watch: GpuWatch;
  /** The library itself: 7 MB that nobody else needs. */
  readonly library: () => Promise<{ readonly MLCEngine: typeof MLCEngine }>;
  /** Puts an object in the place of `caches`, the library's only way to its files. */
  readonly replaceCaches: (caches: object) => void;
}

/** How long after a failure the loss of the device may be told. */
const LOSS_MS = 200;

/** Loads `entry` out of the store and has it say one token, so that the first reply is not slower. */
export async function loadWebLlm(
  entry: ModelEntry,
  { variant }: RunPlan,
  models: StoredModels,
  onRead: (path: string) => void,
  { gpu, watch, library, replaceCaches }: WebLlmScope,
): Promise<WebLlmChat> {
  const model = entry.name;
  // Before hundreds of megabytes are read: without a feature the library fails late and obscurely.
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw engineError('gpu-missing', { model });
  const missing = variant.features?.find((feature) => !adapter.features.has(feature));
  if (missing) throw engineError('gpu-feature-missing', { model, feature: missing });

  const files = await models.files(entry.id);
  const appConfig = webLlmConfig(entry, files);
  await checkShards(files, model);
  const { MLCEngine: Engine } = await library().catch((error: unknown) => {
    throw engineError('library-unreachable', { model }, error);
  });
  replaceCaches(createEngineCaches(models, [entry], onRead));
  watch.forget();
  // Its log would hold what a learner says.
  const engine = new Engine({ appConfig, logLevel: 'SILENT' });
  try {
    const lost = watch.lost().then((info) => Promise.reject(lostWhileLoading(info, model)));
    lost.catch(() => {});
    await Promise.race([start(engine, entry.id), lost]);
  } catch (error) {
    throw await explain(error, entry, watch);
  }
  return createWebLlmChat(engine, entry, watch);
}

/**
 * That every piece of the weights is here and as long as the list of them says: the library would
 * find out after it has read the others.
 */
async function checkShards(files: ModelFiles, model: string): Promise<void> {
  const list = await files.blob('tensor-cache.json');
  const shards = list && v.safeParse(shardsSchema, JSON.parse(await list.text()));
  if (!shards?.success) throw engineError('model-incomplete', { model });
  for (const { dataPath, nbytes } of shards.output.records) {
    if (files.sizeBytes(dataPath) !== nbytes) throw engineError('model-incomplete', { model });
  }
}

const shardsSchema = v.looseObject({
  records: v.array(v.looseObject({ dataPath: v.string(), nbytes: v.number() })),
});

async function start(engine: MLCEngine, id: string): Promise<void> {
  await engine.reload(id);
  await engine.chatCompletion({ messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 });
  await engine.resetChat();
}

/** The library destroys its own device when the memory of the graphics chip does not suffice. */
function lostWhileLoading({ reason, message }: LostDevice, model: string) {
  const code = reason === 'destroyed' ? 'chat-out-of-memory' : 'gpu-lost';
  return engineError(code, { model }, new Error(message));
}

async function explain(error: unknown, entry: ModelEntry, watch: GpuWatch): Promise<unknown> {
  if (error instanceof Error && error.name === 'IntegrityError') {
    return storeError('model-damaged', { model: entry.id, badChunks: 1 }, error);
  }
  const known = asEngineError(error, entry.name);
  // Without a device all kinds of things fail; the loss is the reason, though it is told later.
  const soon = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), LOSS_MS));
  const lost = known === error ? await Promise.race([watch.lost(), soon]) : undefined;
  return lost ? lostWhileLoading(lost, entry.name) : known;
}
