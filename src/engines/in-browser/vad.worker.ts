/**
 * Runs voice detection on a thread of its own, so that neither the page nor a transcriber at work
 * can make it late.
 */
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { FRAME_SAMPLES } from '../../contracts/voice-activity.ts';
import { VadModel } from './vad-model.ts';
import type { VadReply, VadRequest } from './vad-protocol.ts';

let model: VadModel | null = null;

async function load(modelUrl: string, runtimeUrl: string): Promise<void> {
  env.wasm.wasmPaths = runtimeUrl;
  // A frame takes half a millisecond; starting threads for it would cost more.
  env.wasm.numThreads = 1;
  const response = await fetch(modelUrl);
  if (!response.ok) throw new Error(`HTTP ${response.status} for ${modelUrl}`);
  const session = await InferenceSession.create(new Uint8Array(await response.arrayBuffer()), {
    executionProviders: ['wasm'],
  });
  const loaded = new VadModel(session, Tensor);
  await loaded.push(new Float32Array(FRAME_SAMPLES));
  loaded.reset();
  model = loaded;
}

async function answer(request: VadRequest): Promise<number> {
  switch (request.type) {
    case 'load':
      await load(request.modelUrl, request.runtimeUrl);
      return 0;
    case 'frame':
      if (!model) throw new Error('a frame came before the model');
      return model.push(request.samples);
    case 'reset':
      model?.reset();
      return 0;
  }
}

function reply(message: VadReply): void {
  self.postMessage(message);
}

// The model remembers the frame before, so requests are done one after the other.
let last: Promise<void> = Promise.resolve();

self.addEventListener('message', ({ data: request }: MessageEvent<VadRequest>) => {
  last = last.then(async () => {
    try {
      const probability = await answer(request);
      if (request.type !== 'reset') reply({ type: 'done', id: request.id, probability });
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      if (request.type !== 'reset') reply({ type: 'failed', id: request.id, message });
    }
  });
});
