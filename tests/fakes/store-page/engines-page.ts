import { env, pipeline, type AutomaticSpeechRecognitionPipeline } from '@huggingface/transformers';
import { InferenceSession, env as ort } from 'onnxruntime-web';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import tinyWhisper from '../../../models/tiny-whisper.json' with { type: 'json' };
import { openBrowserModels } from '../../../src/model-store/browser-models.ts';
import { openStoredModels } from '../../../src/model-store/kept/open-stored-models.ts';
import { createEngineCaches } from '../../../src/model-store/kept/engine-hooks.ts';
import type { ModelStore } from '../../../src/model-store/model-store.ts';
import { readLibraryFrom } from '../../../src/engines/transformers/library-weights.ts';
import { openDatabase } from '../../../src/storage/database.ts';

/** Real engines on the store, each through its own hook. */
export interface EnginesPage {
  readonly store: ModelStore;
  get(): Promise<void>;
  /** transformers.js as our workers drive it, or (`own`) by its own network and cache; ms from nothing to the first words. */
  transformers(own: boolean): Promise<{ text: string; ms: number }>;
  /** A plain ONNX session; its input names. */
  onnx(): Promise<readonly string[]>;
  /** The object that stands in for `caches` under web-llm. */
  caches(path: string): Promise<number>;
}

declare global {
  interface Window {
    storeEngines?: EnginesPage;
    engineError?: string;
  }
}

const entry = tinyWhisper as ModelEntry;
const never = new AbortController().signal;

async function open(): Promise<EnginesPage> {
  const database = await openDatabase();
  const origin = { kind: 'companion', name: 'companion', baseUrl: location.origin } as const;
  const store = openBrowserModels({ database, catalog: [entry], origins: () => [origin] });
  ort.wasm.wasmPaths = '/ort/';
  ort.wasm.numThreads = 1;
  env.allowLocalModels = false;
  env.remoteHost = `${location.origin}/models/`;
  env.remotePathTemplate = '{model}/';
  const wasm = env.backends.onnx.wasm;
  if (wasm) {
    wasm.wasmPaths = '/ort/';
    wasm.numThreads = 1;
  }
  const bareFetch = env.fetch;
  return {
    store,
    async get() {
      await store.get(entry.id, 'wasm', {}, never);
      await store.whenReady(entry.id, never);
    },
    async transformers(own) {
      const from = performance.now();
      // As an engine's worker does it: from a closed database on.
      const stored = own ? store.stored : await openStoredModels();
      const { allowLocalModels, allowRemoteModels } = env;
      if (own) Object.assign(env, { useBrowserCache: true, fetch: bareFetch });
      else readLibraryFrom(stored, entry, never);
      const asr: AutomaticSpeechRecognitionPipeline = await pipeline(
        'automatic-speech-recognition',
        entry.id,
        { device: 'wasm', dtype: 'q8' },
      );
      const heard = await asr(new Float32Array(16_000));
      const ms = performance.now() - from;
      await asr.dispose();
      Object.assign(env, { allowLocalModels, allowRemoteModels });
      return { text: [heard].flat()[0]?.text ?? '', ms };
    },
    async onnx() {
      const files = await store.stored.files(entry.id);
      const model = await files.bytes('onnx/encoder_model_quantized.onnx', 0, Infinity);
      const session = await InferenceSession.create(model);
      const names = session.inputNames;
      await session.release();
      return names;
    },
    async caches(path) {
      const cache = await createEngineCaches(store.stored, [entry]).open();
      const response = await cache.match(`${location.origin}/models/${entry.id}/${path}`);
      return (await response?.arrayBuffer())?.byteLength ?? -1;
    },
  };
}

open().then(
  (page) => (window.storeEngines = page),
  (error: unknown) => (window.engineError = String(error)),
);
