import type { Transcriber } from '../contracts/engine.ts';
import { QUALITIES } from './candidate.ts';
import figures from './route-figures.json' with { type: 'json' };
import type { Scope, Switchboard } from './switchboard.ts';
import type { Target } from './target.ts';
import { warmTarget } from './warm-target.ts';

/** Larger ears beside those of a lesson, for what those cannot tell. */
export interface SecondEars {
  /** Null while there are none that are ready and quick enough. */
  now(): Transcriber | null;
  /** The largest there are, however long they take; null where none are larger than the first. */
  largest(): Target<'transcribe'> | null;
  stop(): void;
}

/**
 * The next target of better quality than the one that listens. What lies on this device is loaded in
 * the background when it is first asked for, where there is room; until then there is none.
 */
export function createSecondEars(board: Switchboard, scope: Scope): SecondEars {
  const stopping = new AbortController();
  const tried = new Set<string>();
  const height = ({ quality }: Target<'transcribe'>) => QUALITIES.indexOf(quality);

  const taller = (a: Target<'transcribe'> | null, b: Target<'transcribe'>) =>
    a && height(a) >= height(b) ? a : b;

  function load(target: Target<'transcribe'>): void {
    if (tried.has(target.id) || !board.parts.memory.fits(target)) return;
    tried.add(target.id);
    warmTarget(board, target, scope, () => {}, stopping.signal)
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) board.setAside(target, error);
      })
      .finally(() => board.parts.onChange());
  }

  function larger(): Target<'transcribe'>[] {
    const [first, ...others] = board.inOrder('transcribe', scope);
    return first ? others.filter((each) => height(each) > height(first)) : [];
  }

  return {
    largest: () => larger().reduce<Target<'transcribe'> | null>(taller, null),
    now() {
      const { order } = board.look('transcribe', scope);
      const soon = new Map(order.map(({ id, expectedMs }) => [id, expectedMs]));
      const others = larger();
      const cold = others.find((each) => each.place === 'device' && !each.now().loaded);
      if (cold) load(cold);
      const ready = others.find(
        (each) =>
          (each.place !== 'device' || each.now().loaded) &&
          (soon.get(each.id) ?? Infinity) <= figures.secondEarsMs,
      );
      return ready ? heardBy(board, ready, scope) : null;
    },
    stop: () => stopping.abort(),
  };
}

/** The target's engine, counted as at work while it listens. */
function heardBy(board: Switchboard, target: Target<'transcribe'>, scope: Scope): Transcriber {
  const engine = target.engine(scope.policy);
  return {
    id: engine.id,
    live: false,
    languages: engine.languages,
    warmUp: (onProgress, signal) => engine.warmUp(onProgress, signal),
    // It is the panel's.
    dispose: () => Promise.resolve(),
    async *transcribe(audio, options, signal) {
      const done = await board.parts.memory.begin(target);
      try {
        yield* engine.transcribe(audio, options, signal);
      } finally {
        done();
      }
    },
  };
}
