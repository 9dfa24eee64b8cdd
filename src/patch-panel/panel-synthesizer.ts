import { ParleyError } from '../base/parley-error.ts';
import { primaryLanguage } from '../base/primary-language.ts';
import { untilAborted } from '../base/until-aborted.ts';
import type {
  PlatformSpeech,
  SpeechPiece,
  SynthesizeOptions,
  Synthesizer,
} from '../contracts/engine.ts';
import { inTurn, type Attempt } from './in-turn.ts';
import type { Call, Scope, Switchboard } from './switchboard.ts';
import type { Target } from './target.ts';
import { warmTarget } from './warm-target.ts';

/** The voices of a lesson: who speaks a language (primary subtag), by the target's id, once it has. */
export interface VoicesOfLesson {
  readonly targetIds: Map<string, string>;
  /** Settles when the voice that the lesson should begin with is ready, or was waited for enough. */
  ready: Promise<void>;
}

/**
 * The synthesizer of a lesson. What has spoken in it goes on speaking to its end, unless it fails;
 * before that the chosen voice comes first, then the panel's order; one without a voice for the
 * language is passed over. A platform voice that fails silently hands its text to the next (`instead`).
 */
export function createPanelSynthesizer(
  board: Switchboard,
  scope: Scope,
  ofLesson: VoicesOfLesson,
): Synthesizer {
  const voicesOf = async (target: Target<'speak'>, language: string) => {
    const voices = await target
      .engine(scope.policy)
      .voices(language)
      .catch(() => []);
    board.learn(target, language, voices.length > 0);
    return voices;
  };

  /** Targets that have a voice, the chosen one in front. */
  async function inOrder(
    targets: readonly Target<'speak'>[],
    { language, voice }: SynthesizeOptions,
  ): Promise<Target<'speak'>[]> {
    const able: Target<'speak'>[] = [];
    let chosen: Target<'speak'> | undefined;
    for (const target of targets) {
      const voices = await voicesOf(target, language);
      if (voices.length > 0) able.push(target);
      if (voice && voices.some(({ id }) => id === voice)) chosen ??= target;
    }
    const known = ofLesson.targetIds.get(primaryLanguage(language));
    const front = [able.find(({ id }) => id === known), chosen].filter(
      (each) => each !== undefined,
    );
    const healthy = front.filter(({ id }) => !board.parts.aside.has(id));
    return [...new Set([...healthy, ...able])];
  }

  function handedOn(
    piece: PlatformSpeech,
    target: Target<'speak'>,
    call: Call<'speak'>,
    options: SynthesizeOptions,
  ): PlatformSpeech {
    return {
      ...piece,
      async play(onHeard, stop) {
        const { now, runs } = board.parts;
        const startMs = now();
        let heard = false;
        try {
          await piece.play((characters) => {
            if (!heard) runs.add(target, { firstMs: now() - startMs });
            heard = true;
            onHeard(characters);
          }, stop);
        } catch (error) {
          if (!stop.aborted) call.failed(target, error);
          throw error;
        }
      },
      instead: (stop) => speak(piece.text, options, stop),
    };
  }

  async function* speak(
    text: string,
    options: SynthesizeOptions,
    signal: AbortSignal,
  ): AsyncGenerator<SpeechPiece> {
    await untilAborted(ofLesson.ready, signal);
    const decided = board.decide('speak', { ...scope, language: options.language });
    const call = { ...decided, targets: await inOrder(decided.targets, options) };
    const turn: Attempt<'speak', SpeechPiece> = {
      async *ask({ target, engine, signal, asked, sinceMs, took }) {
        asked();
        let begun = false;
        for await (const piece of engine.synthesize(text, options, signal)) {
          if (!begun) ofLesson.targetIds.set(primaryLanguage(options.language), target.id);
          if (piece.kind === 'samples') {
            const soundMs = (piece.samples.length / piece.sampleRateHz) * 1000;
            const firstMs = sinceMs();
            if (!begun && soundMs > 0) took({ firstMs, realTimeFactor: firstMs / soundMs });
            yield piece;
          } else if (board.parts.aside.has(target.id)) {
            // What failed while this line was being said says no more of it.
            yield* speak(piece.text, options, signal);
          } else yield handedOn(piece, target, call, options);
          begun = true;
        }
      },
      commits: () => true,
      cut: (error) => error,
      none: noVoice(options.language),
    };
    yield* inTurn(board, 'speak', call, turn, signal);
  }

  return {
    id: 'panel/speak',
    async warmUp(onProgress, signal) {
      // Only the first that works: the others are loaded when they are needed.
      for (const target of board.inOrder('speak', scope)) {
        try {
          await warmTarget(board, target, scope, onProgress, signal);
          return;
        } catch {
          // Whether it can speak is found out when it is to; until then the next one is made ready.
          signal.throwIfAborted();
        }
      }
    },
    // Engines belong to the panel and outlive the lesson.
    dispose: () => Promise.resolve(),
    async voices(language) {
      const targets = board.inOrder('speak', { ...scope, language });
      return (await Promise.all(targets.map((target) => voicesOf(target, language)))).flat();
    },
    synthesize: speak,
  };
}

const noVoice = (language: string) => (cause: unknown) =>
  new ParleyError(
    'voice-none',
    'Nothing on this device can speak this language aloud.',
    'The lesson can be read; every prompt is on the screen.',
    { params: { language }, cause },
  );
