import { env } from '@huggingface/transformers';
import { existsSync, readFileSync } from 'node:fs';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import { loadVoice } from '../../../src/engines/in-browser/voices/load-voice.ts';
import { createSpeakHandler } from '../../../src/engines/in-browser/speak-handler.ts';
import type { VoiceModel } from '../../../src/engines/in-browser/voices/voice-model.ts';
import type { WorkerHandler } from '../../../src/base/worker/worker-serve.ts';
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

const breath = () => new Promise<void>((resolve) => setTimeout(resolve));
const asWorker = (ready: Parameters<typeof createSpeakHandler>[0]) => () =>
  new FakeWorker(
    createSpeakHandler(ready, breath) as unknown as WorkerHandler<never, never, never>,
  );

function loadOnce(entry: ModelEntry): () => Promise<VoiceModel> {
  env.useCustomCache = true;
  env.customCache = onDisk;
  const variant = entry.variants[0]!;
  const never = new AbortController().signal;
  let loading: Promise<VoiceModel> | null = null;
  return () => (loading ??= loadVoice(entry, { variant, device: 'cpu' }, fixtureWeights, never));
}

/** What the real worker does, on this thread and with the runtime for Node. */
export function nodeVoiceWorker(entry: ModelEntry): () => FakeWorker {
  const load = loadOnce(entry);
  const loaded = {
    device: 'cpu',
    variant: entry.variants[0]!.name,
    threads: 1,
    loadMs: 0,
  } as const;
  return asWorker(async () => ({ model: await load(), loaded }));
}

/**
 * The same on a machine whose graphics chip spoils what a model says. \`loads\` is told every load:
 * the chip's, unless the processor is asked for.
 */
export function spoilingChipWorker(
  entry: ModelEntry,
  spoil: (samples: Float32Array) => Float32Array,
  loads: string[],
): () => FakeWorker {
  const load = loadOnce(entry);
  let last = '';
  return asWorker(async ({ device = 'webgpu' }) => {
    const right = await load();
    if (last !== device) loads.push(device);
    last = device;
    const model: VoiceModel = {
      ...right,
      async speak(...asked) {
        const sound = await right.speak(...asked);
        return device === 'webgpu' ? { ...sound, samples: spoil(sound.samples) } : sound;
      },
    };
    const variant = entry.variants[0]!.name;
    return { model, loaded: { device, variant, threads: 1, loadMs: 0 } };
  });
}
