import {
  AutoModel,
  AutoModelForCausalLM,
  AutoModelForSpeechSeq2Seq,
  AutoModelForTextToWaveform,
} from '@huggingface/transformers';
import { prebuiltAppConfig } from '@mlc-ai/web-llm';
import type { ModelEntry } from '../../src/contracts/catalog.ts';
import type { PlannedFile } from '../../src/contracts/chunk-store.ts';
import type { Origin, OriginIndex, OriginModel } from '../../src/model-store/sources/origin.ts';
import type { Finding } from './entry-report.ts';

/** What an auto class of the library knows; its types leave it out. */
interface AutoClass {
  readonly MODEL_CLASS_MAPPINGS: readonly ReadonlyMap<string, unknown>[];
}

/** Families whose graphs run beside the library, by engines of our own. */
const OWN_FAMILIES = ['piper', 'silero'];

/** The class of the library that each job loads its models with. */
function autoClass({ job, family }: ModelEntry): AutoClass {
  const classes = {
    chat: AutoModelForCausalLM,
    transcribe: AutoModelForSpeechSeq2Seq,
    speak: family === 'kokoro' ? AutoModel : AutoModelForTextToWaveform,
    embed: AutoModel,
    vad: AutoModel,
    'end-of-turn': AutoModel,
  };
  return classes[job];
}

// Not its own answer: a class that falls back to a base says yes to everything.
const knows = ({ MODEL_CLASS_MAPPINGS: mappings }: AutoClass, modelType: string) =>
  mappings.some((mapping) => mapping.has(modelType));

/**
 * Why no engine of this version can run an entry; null where one can. `modelType` is what the
 * model's own config.json calls it; null where nobody could read that.
 */
export function unknownEngine(entry: ModelEntry, modelType: string | null): string | null {
  switch (entry.engine) {
    case 'onnx':
      return OWN_FAMILIES.includes(entry.family) ? null : `no engine runs ${entry.family}`;
    case 'transformers':
      return modelType === null || knows(autoClass(entry), modelType)
        ? null
        : `transformers.js has no class that does ${entry.job} with ${modelType}`;
    case 'web-llm': {
      const known = prebuiltAppConfig.model_list.find(({ model_id: id }) => id === entry.id);
      if (!known) return `web-llm has no prebuilt ${entry.id}`;
      const library = entry.files.find(({ role }) => role === 'library');
      return library?.url === known.model_lib ? null : `web-llm's library is ${known.model_lib}`;
    }
  }
}

/** What the model's own configuration calls it: what its class is found by. Null where it is unreadable. */
async function modelTypeOf(
  origin: Origin,
  model: OriginModel,
  file: PlannedFile,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const response = await origin.get(model, file, {}, signal);
    const config = (await response.json()) as { model_type?: unknown };
    return typeof config.model_type === 'string' ? config.model_type : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** Why nothing here can run what the source has; null where something can. */
export async function engineFault(
  entry: ModelEntry,
  index: OriginIndex,
  origin: Origin,
  model: OriginModel,
  signal: AbortSignal,
): Promise<Finding | null> {
  const config = index.files.find(({ path }) => path === 'config.json');
  const reads = entry.engine === 'transformers' && config !== undefined;
  const type = reads ? await modelTypeOf(origin, model, config, signal) : null;
  const sentence =
    reads && type === null
      ? 'config.json names no model that could be looked up'
      : unknownEngine(entry, type);
  return sentence === null ? null : { what: 'engine', about: entry.engine, sentence };
}
