import { env } from '@huggingface/transformers';
import { existsSync, readFileSync } from 'node:fs';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import { loadVoice } from '../../../src/engines/in-browser/voices/load-voice.ts';
import { createSpeakHandler } from '../../../src/engines/in-browser/speak-handler.ts';
import type { VoiceModel } from '../../../src/engines/in-browser/voices/voice-model.ts';
import type { WorkerHandler } from '../../../src/engines/in-browser/worker-serve.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import type { WeightsSource } from '../../../src/model-store/weights-source.ts';
import { FakeWorker } from '../../fakes/fake-worker.ts';

const MODELS = 'tests/fixtures/models';

/** The library for Node wants the path of a graph and the content of everything else. */
const onDisk: typeof env.customCache = {
  match(key: string) {
    const path = key.replace(/^https:.*\/([^/]+)\/resolve\/main\//, `/models/$1/`);
    const file = path.replace(/^\/models/, MODELS);
    if (!existsSync(file)) return Promise.resolve(undefined);
    return Promise.resolve(file.endsWith('.onnx') ? file : new Response(readFileSync(file)));
  },
  put: () => Promise.resolve(),
};

/** The fixtures as the store would give them. */
const fixtureWeights: WeightsSource = {
  has: () => Promise.resolve(true),
  open(id, path) {
    const file = `${MODELS}/${id}/${path}`;
    const found = existsSync(file);
    return Promise.resolve(
      new Response(found ? readFileSync(file) : null, { status: found ? 200 : 404 }),
    );
  },
};

export function voiceEntry(id: string): ModelEntry {
  const entry = catalog.find((candidate) => candidate.id === id);
  if (!entry) throw new Error(`no ${id} in the catalog`);
  return entry;
}

/** What the real worker does, on this thread and with the runtime for Node. */
export function nodeVoiceWorker(entry: ModelEntry): () => FakeWorker {
  env.useCustomCache = true;
  env.customCache = onDisk;
  const variant = entry.variants[0]!;
  const never = new AbortController().signal;
  let loading: Promise<VoiceModel> | null = null;
  const loaded = { device: 'cpu', variant: variant.name, threads: 1, loadMs: 0 } as const;
  const ready = async () => {
    loading ??= loadVoice(entry, { variant, device: 'cpu' }, fixtureWeights, never);
    return { model: await loading, loaded };
  };
  const breath = () => new Promise<void>((resolve) => setTimeout(resolve));
  const handle = createSpeakHandler(ready, breath);
  return () => new FakeWorker(handle as unknown as WorkerHandler<never, never, never>);
}
