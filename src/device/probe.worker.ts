/** Times this device away from the page, so that nobody sees it work. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { runtimeFiles } from '../base/ort-runtime.ts';
import { serveCalls } from '../base/worker/worker-serve.ts';
import type { ProbeOutcome } from './device-profile.ts';
import { probeGraphics } from './graphics-probes.ts';
import type { ProbeAnswers, ProbeAsk } from './probe-protocol.ts';
import { ProbeTimer } from './probe-timer.ts';
import { openWasmProbes } from './wasm-probes.ts';

const now = () => performance.now();
const open = (graph: Uint8Array) =>
  InferenceSession.create(graph, { executionProviders: ['wasm'] });

type Report = (outcome: ProbeOutcome) => void;

async function graphics(budgetMs: number, report: Report): Promise<ProbeAnswers['graphics']> {
  const adapter = await (navigator as Partial<NavigatorGPU>).gpu?.requestAdapter();
  return adapter ? probeGraphics(adapter, new ProbeTimer(budgetMs, report, now)) : null;
}

async function wasm(
  { threads, thorough, budgetMs }: Extract<ProbeAsk, { kind: 'wasm' }>,
  report: Report,
): Promise<ProbeAnswers['wasm']> {
  // The plain build, as every engine on WASM has it.
  env.wasm.wasmPaths = { ...runtimeFiles('wasm') };
  env.wasm.numThreads = threads;
  // Loading and warming up are no speed of this device: timed apart, within no bound.
  const startMs = now();
  const probes = await openWasmProbes({ open, tensor: Tensor }, thorough);
  report({ name: 'wasm-load', state: 'ok', tookMs: now() - startMs });
  return probes.measure(new ProbeTimer(budgetMs, report, now));
}

serveCalls<ProbeAsk, ProbeOutcome, ProbeAnswers[ProbeAsk['kind']]>(self, (ask, report) =>
  ask.kind === 'graphics' ? graphics(ask.budgetMs, report) : wasm(ask, report),
);
