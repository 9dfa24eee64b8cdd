import { readFileSync } from 'node:fs';
import type { WorkerHandler } from '../../../src/base/worker/worker-serve.ts';
import { createBrowserTranscriber } from '../../../src/engines/in-browser/browser-transcriber.ts';
import { loadRecognizer } from '../../../src/engines/transformers/load-recognizer.ts';
import type { Recognizer } from '../../../src/engines/transformers/recognizer.ts';
import type {
  TranscribeRequest,
  TranscribeResult,
} from '../../../src/engines/in-browser/transcribe-protocol.ts';
import { catalog } from '../../../src/model-store/catalog.ts';
import { FakeTranscriber } from '../../fakes/fake-transcriber.ts';
import { FakeWorker } from '../../fakes/fake-worker.ts';
import { panelOf } from '../../fakes/panel-of.ts';
import { noWeights, readModelsFromDisk } from '../../fakes/models-on-disk.ts';
import { describeTranscriber } from './transcriber-contract.ts';

const found = catalog.find(({ id }) => id === 'tiny-whisper');
if (!found) throw new Error('no tiny-whisper in the catalog');
const entry = found;

readModelsFromDisk();

let loading: Promise<Recognizer> | null = null;
/** What the real worker does, on this thread and with the runtime for Node. */
const handle: WorkerHandler<TranscribeRequest, never, TranscribeResult> = async (
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
  if (request.type === 'fit') return { type: 'fitted', fit: await recognizer.fit(request.texts) };
  const heard = await recognizer.run(request.samples, request.language, signal);
  return { type: 'heard', heard, utterance: 1 };
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
  'the patch panel',
  () =>
    panelOf({
      transcribe: [
        new FakeTranscriber({ id: 'broken', failure: new Error('Out of order.') }),
        createBrowserTranscriber({ entry, startWorker }),
      ],
    }).transcriber,
  () => recording('pub_02.wav'),
);
