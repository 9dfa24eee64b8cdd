/** Times this device away from the page, so that nobody sees it work. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { runtimeFiles } from '../base/ort-runtime.ts';
import type { ProbeOutcome } from './device-profile.ts';
import { probeGraphics } from './graphics-probes.ts';
import type { ProbeAsk, ProbeReply } from './probe-protocol.ts';
import { ProbeTimer } from './probe-timer.ts';
import { openWasmProbes } from './wasm-probes.ts';

const reply = (message: ProbeReply) => self.postMessage(message);
const report = (outcome: ProbeOutcome) => reply({ kind: 'outcome', outcome });
const now = () => performance.now();
const open = (graph: Uint8Array) =>
  InferenceSession.create(graph, { executionProviders: ['wasm'] });

async function answer(ask: ProbeAsk): Promise<void> {
  if (ask.kind === 'graphics') {
    const adapter = await (navigator as Partial<NavigatorGPU>).gpu?.requestAdapter();
    const timer = new ProbeTimer(ask.budgetMs, report, now);
    reply({ kind: 'graphics', graphics: adapter ? await probeGraphics(adapter, timer) : null });
    return;
  }
  // The plain build, as every engine on WASM has it.
  env.wasm.wasmPaths = { ...runtimeFiles('wasm') };
  env.wasm.numThreads = ask.threads;
  // Loading and warming up are no speed of this device: timed apart, within no bound.
  const startMs = now();
  const probes = await openWasmProbes({ open, tensor: Tensor }, ask.thorough);
  report({ name: 'wasm-load', state: 'ok', tookMs: now() - startMs });
  const timer = new ProbeTimer(ask.budgetMs, report, now);
  reply({ kind: 'wasm', rates: await probes.measure(timer) });
}

self.addEventListener('message', ({ data }: MessageEvent<ProbeAsk>) => {
  answer(data).catch((error: unknown) => reply({ kind: 'failed', message: String(error) }));
});
