import { env } from '@huggingface/transformers';
import { existsSync, readFileSync } from 'node:fs';
import type { ModelEntry } from '../../../src/contracts/catalog.ts';
import { loadVoice } from '../../../src/engines/in-browser/voices/load-voice.ts';
import { speakPieces } from '../../../src/engines/in-browser/voices/speak-pieces.ts';
import type {
  SpeakPart,
  SpeakRequest,
  SpeakResult,
} from '../../../src/engines/in-browser/speak-protocol.ts';
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
export const fixtureWeights: WeightsSource = {
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
  const handle: WorkerHandler<SpeakRequest, SpeakPart, SpeakResult> = async (
    request,
    part,
    signal,
  ) => {
    loading ??= loadVoice(entry, { variant, device: 'cpu' }, fixtureWeights, never);
    const model = await loading;
    if (request.type === 'load') {
      const loaded = { device: 'cpu', variant: variant.name, threads: 1, loadMs: 0 } as const;
      return { type: 'loaded', loaded };
    }
    const breath = () => new Promise<void>((resolve) => setTimeout(resolve));
    await speakPieces(model, request, part, breath, signal);
    return { type: 'spoken' };
  };
  return () => new FakeWorker(handle as unknown as WorkerHandler<never, never, never>);
}
