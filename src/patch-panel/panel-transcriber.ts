import { ParleyError } from '../base/parley-error.ts';
import { SPEECH_RATE_HZ, type Transcriber, type Transcript } from '../contracts/engine.ts';
import { inTurn, type Attempt } from './in-turn.ts';
import { createReplay } from './replay.ts';
import type { Scope, Switchboard } from './switchboard.ts';
import type { Target } from './target.ts';
import { warmTarget } from './warm-target.ts';

/**
 * The transcriber of a lesson. The utterance is kept until its transcript is there, so that the
 * next target hears all of it when one fails.
 */
export function createPanelTranscriber(
  board: Switchboard,
  scope: Scope,
  onCall: () => void,
  /** Who is asked before all others, because the learner wishes it; null for nobody. */
  wished: () => Target<'transcribe'> | null = () => null,
): Transcriber {
  const wishedFirst = (targets: readonly Target<'transcribe'>[]) => {
    const first = wished();
    return first ? [first, ...targets.filter((each) => each !== first)] : targets;
  };
  const inOrder = () => wishedFirst(board.inOrder('transcribe', scope));
  return {
    id: 'panel/transcribe',
    get live() {
      return inOrder()[0]?.engine(scope.policy).live ?? false;
    },
    get languages() {
      const all = inOrder().map(({ languages }) => languages);
      return all.includes('any') ? 'any' : [...new Set(all.flatMap((each) => [...each]))];
    },
    async warmUp(onProgress, signal) {
      let lastError: unknown;
      const call = board.decide('transcribe', scope);
      for (const target of call.targets) {
        try {
          await warmTarget(board, target, scope, onProgress, signal);
          return;
        } catch (error) {
          signal.throwIfAborted();
          call.failed(target, error);
          lastError = error;
        }
      }
      throw noHearing(scope.language)(lastError);
    },
    // Engines belong to the panel and outlive the lesson.
    dispose: () => Promise.resolve(),
    transcribe(audio, options, signal) {
      onCall();
      const replay = createReplay(audio);
      const turn: Attempt<'transcribe', Transcript> = {
        async *ask({ engine, signal, asked, sinceMs, took }) {
          const frames = replay(asked);
          for await (const part of engine.transcribe(frames, options, signal)) {
            if (part.final) {
              const soundMs = (replay.samples() / SPEECH_RATE_HZ) * 1000;
              const firstMs = sinceMs();
              // Silence is not asked about, and says nothing of speed.
              if (part.text !== '')
                took({ firstMs, ...(soundMs > 0 ? { realTimeFactor: firstMs / soundMs } : {}) });
            }
            yield part;
          }
        },
        commits: ({ final }) => final,
        cut: (error) => error,
        none: noHearing(options.language),
      };
      const decided = board.decide('transcribe', { ...scope, language: options.language });
      const call = { ...decided, targets: wishedFirst(decided.targets) };
      return inTurn(board, 'transcribe', call, turn, signal);
    },
  };
}

/** What a learner is told: why the last one failed, or that there is none. */
const noHearing = (language: string) => (lastError: unknown) =>
  lastError instanceof Error
    ? lastError
    : new ParleyError(
        'hearing-none',
        'Nothing on this device understands speech in this language.',
        'Answer by keyboard, or download speech recognition in the settings.',
        { params: { language } },
      );
