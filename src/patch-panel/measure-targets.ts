import { SPEECH_RATE_HZ } from '../contracts/engine.ts';
import type { Job, SpeedFigures } from '../contracts/route.ts';
import type { Scope, Switchboard } from './switchboard.ts';
import type { TargetFacts, Target } from './target.ts';
import { warmTarget } from './warm-target.ts';

/** Tokens are enough to tell how fast a model writes. */
const REPLY_TOKENS = 16;

/** A spoken sentence at the rate that transcribers hear. */
type Speech = Float32Array | null;

const JOBS = ['speak', 'transcribe', 'chat', 'embed'] as const satisfies readonly Job[];

/** In memory, or whole on this device and so quickly there; to wake another machine is no measuring. */
function canBeTimed(target: TargetFacts): boolean {
  const { loaded, state } = target.now();
  return loaded || (target.place === 'device' && state === 'ready');
}

/**
 * Times every target of the scope that can begin at once on a sentence of ours, one after the other,
 * loading left out, and keeps the figures. `onProgress`: 0..1. A target that fails is left as it is.
 */
export async function measureTargets(
  board: Switchboard,
  scope: Scope,
  sentence: string,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const ready = <J extends Job>(job: J) =>
    board.inOrder(job, scope).filter((target) => canBeTimed(target));
  const total = JOBS.reduce((sum, job) => sum + ready(job).length, 0);
  let done = 0;
  const { policy, language } = scope;
  let speech: Speech = null;

  /** Times each target of a job; `work` gives null where it cannot tell. */
  async function each<J extends Job>(
    job: J,
    work: (target: Target<J>, startMs: number) => Promise<SpeedFigures | null>,
  ): Promise<void> {
    for (const target of ready(job)) {
      const end = await board.parts.memory.begin(target);
      try {
        // Warming up what runs elsewhere would be a request of its own.
        if (!target.now().loaded) await warmTarget(board, target, scope, () => {}, signal);
        const run = await work(target, board.parts.now());
        if (run) board.parts.runs.add(target, run);
      } catch {
        signal.throwIfAborted();
      } finally {
        end();
      }
      done += 1;
      onProgress(done / total);
    }
  }

  const since = (startMs: number) => board.parts.now() - startMs;
  await each('speak', async (target, startMs) => {
    const pieces = target.engine(policy).synthesize(sentence, { language, rate: 1 }, signal);
    for await (const piece of pieces) {
      // A platform voice is heard or not; it gives no sound to look at.
      if (piece.kind === 'platform') return null;
      const firstMs = since(startMs);
      const soundMs = (piece.samples.length / piece.sampleRateHz) * 1000;
      speech ??= atSpeechRate(piece.samples, piece.sampleRateHz);
      return { firstMs, realTimeFactor: firstMs / soundMs };
    }
    return null;
  });
  await each('transcribe', async (target, startMs) => {
    if (!speech) return null;
    const { length } = speech;
    const heard = target.engine(policy).transcribe(once(speech), { language }, signal);
    for await (const { final } of heard) {
      if (!final) continue;
      const firstMs = since(startMs);
      return { firstMs, realTimeFactor: firstMs / ((length / SPEECH_RATE_HZ) * 1000) };
    }
    return null;
  });
  await each('chat', async (target) => {
    const messages = [{ role: 'user', content: sentence }] as const;
    const options = { maxTokens: REPLY_TOKENS, temperature: 0 };
    for await (const part of target.engine(policy).chat(messages, options, signal)) {
      if (part.kind !== 'end') continue;
      const { firstTokenMs: firstMs, tokensPerSecond } = part;
      return { firstMs, ...(tokensPerSecond ? { tokensPerSecond } : {}) };
    }
    return null;
  });
  await each('embed', async (target, startMs) => {
    await target.engine(policy).embed([sentence], signal);
    return { firstMs: since(startMs) };
  });
}

async function* once(samples: Float32Array): AsyncGenerator<Float32Array> {
  // A copy: engines hand their samples over to a worker.
  yield await Promise.resolve(samples.slice());
}

/** Good enough to be timed: between two samples lies a straight line. */
function atSpeechRate(samples: Float32Array, rateHz: number): Float32Array {
  const step = rateHz / SPEECH_RATE_HZ;
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, index) => {
    const at = index * step;
    const before = samples[Math.floor(at)] ?? 0;
    return before + (at % 1) * ((samples[Math.ceil(at)] ?? 0) - before);
  });
}
