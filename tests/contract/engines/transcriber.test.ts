import { env } from '@huggingface/transformers';
import { existsSync, readFileSync } from 'node:fs';
import type { WorkerHandler } from '../../../src/engines/in-browser/worker-serve.ts';
import { createBrowserTranscriber } from '../../../src/engines/in-browser/browser-transcriber.ts';
import { loadRecognizer, type Recognizer } from '../../../src/engines/in-browser/recognizer.ts';
import type {
  TranscribePart,
  TranscribeRequest,
  TranscribeResult,
} from '../../../src/engines/in-browser/transcribe-protocol.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import type { WeightsSource } from '../../../src/model-store/weights-source.ts';
import { createFallbackTranscriber } from '../../../src/patch-panel/fallback-transcriber.ts';
import { FakeTranscriber } from '../../fakes/fake-transcriber.ts';
import { FakeWorker } from '../../fakes/fake-worker.ts';
import { describeTranscriber } from './transcriber-contract.ts';

const found = catalog.find(({ id }) => id === 'tiny-whisper');
if (!found) throw new Error('no tiny-whisper in the catalog');
const entry = found;

/** The library for Node wants the path of a model and the content of everything else. */
const onDisk: typeof env.customCache = {
  match(key: string) {
    // Asked by path, and then once more by the address it would have on the hub.
    const path = key.replace(/^https:.*\/resolve\/main\//, `/models/${entry.id}/`);
    const file = `tests/fixtures${path}`;
    if (!existsSync(file)) return Promise.resolve(undefined);
    return Promise.resolve(file.endsWith('.onnx') ? file : new Response(readFileSync(file)));
  },
  put: () => Promise.resolve(),
};
env.useCustomCache = true;
env.customCache = onDisk;

/** Never asked: the library finds every file before it would. */
const noWeights: WeightsSource = {
  has: () => Promise.resolve(false),
  open: () => Promise.resolve(new Response(null, { status: 404 })),
};

let loading: Promise<Recognizer> | null = null;
/** What the real worker does, on this thread and with the runtime for Node. */
const handle: WorkerHandler<TranscribeRequest, TranscribePart, TranscribeResult> = async (
  request,
  _,
  signal,
) => {
  const startMs = performance.now();
  const variant = entry.variants[0]!;
  loading ??= loadRecognizer(
    entry,
    { variant, device: 'cpu' },
    noWeights,
    new AbortController().signal,
  );
  const recognizer = await loading;
  if (request.type === 'load') {
    const loadMs = performance.now() - startMs;
    return { type: 'loaded', loaded: { device: 'cpu', variant: variant.name, threads: 1, loadMs } };
  }
  const heard = await recognizer.run(request.samples, request.language, signal);
  return { type: 'heard', heard };
};

const startWorker = () => new FakeWorker(handle as unknown as WorkerHandler<never, never, never>);

function recording(file: string): Float32Array {
  const wav = readFileSync(`tests/fixtures/speech/${file}`);
  const pcm = new Int16Array(wav.buffer, wav.byteOffset + 44, (wav.length - 44) >> 1);
  return Float32Array.from(pcm, (sample) => sample / 32_768);
}

describeTranscriber(
  'a fake',
  () => new FakeTranscriber(),
  () => new Float32Array(16_000).fill(0.1),
);
describeTranscriber(
  'Whisper',
  () => createBrowserTranscriber({ entry, startWorker }),
  () => recording('pub_03.wav'),
);
describeTranscriber(
  'the first that can',
  () =>
    createFallbackTranscriber([
      new FakeTranscriber({ id: 'broken', failure: new Error('Out of order.') }),
      createBrowserTranscriber({ entry, startWorker }),
    ]),
  () => recording('pub_02.wav'),
);
