import { primaryLanguage } from '../base/primary-language.ts';
import { wait } from '../base/wait.ts';
import type { ParleyError } from '../base/parley-error.ts';
import type { ChatModel, Embedder, Synthesizer, Transcriber } from '../contracts/engine.ts';
import type { Job, Place, Sentence } from '../contracts/route.ts';
import { makesMistakes } from './model-quality.ts';
import { createPanelChat } from './panel-chat.ts';
import { createPanelEmbedder } from './panel-embedder.ts';
import { createPanelSynthesizer, type VoicesOfLesson } from './panel-synthesizer.ts';
import { createPanelTranscriber } from './panel-transcriber.ts';
import { createReadyAhead } from './ready-ahead.ts';
import figures from './route-figures.json' with { type: 'json' };
import { createSecondEars } from './second-ears.ts';
import { forEars } from './slow-ears.ts';
import type { Scope, Switchboard } from './switchboard.ts';
import type { Target } from './target.ts';
import { prepareVoice, refusalOf } from './voice-choice.ts';

/** Where a job is done. */
export interface WorkPlace {
  readonly place: Place;
  /** The model on this device, or the upstream's name elsewhere. */
  readonly name: string;
  readonly because: Sentence;
  /** A language model too small to learn from. */
  readonly makesMistakes: boolean;
}

/** The four jobs, within the policy and for the language of one lesson. */
export interface LessonEngines {
  readonly chat: ChatModel;
  readonly transcriber: Transcriber;
  readonly synthesizer: Synthesizer;
  readonly embedder: Embedder;
  /** Larger ears that are ready, for what the transcriber cannot tell; null while there are none. */
  secondEars(): Transcriber | null;
  /** The name of larger ears that could listen instead, however slowly; null where there are none. */
  slowerEars(): string | null;
  /** They listen from now on, for the rest of the lesson. */
  listenCarefully(): void;
  /** Whether anything the lesson allows can do a job now. */
  can(job: Job): boolean;
  /** Who does a job now, and why; null where nobody can. */
  place(job: Job): WorkPlace | null;
  /** A turn begins: now another model may take over, and what would be better is loaded. */
  turnStarts(): void;
  /** Whether what has spoken a language (BCP 47) in this lesson so far is on this device. */
  speaksHere(language: string): boolean;
  /** Loads the voice that will be wanted, by id or the best there is. */
  prepareVoice(voice: string | undefined): Promise<void>;
  /** The same for the first line, which waits for it, though not for long. */
  beginWithVoice(voice: string | undefined): void;
  /** Why a voice of this device does not speak, by id; null while nothing is against it. */
  refusalOf(voice: string): Promise<ParleyError | null>;
  /** The lesson is over. */
  close(): void;
}

/** Opens the engines of a lesson; they hold nothing of their own. */
export function openLessonEngines(
  board: Switchboard,
  scope: Scope,
  onClose: () => void,
): LessonEngines {
  const voices: VoicesOfLesson = { targetIds: new Map(), ready: Promise.resolve() };
  const closing = new AbortController();
  const ahead = createReadyAhead(board, scope);
  const ears = forEars(scope);
  const second = createSecondEars(board, ears);
  const scopeOf = (job: Job) => (job === 'transcribe' ? ears : scope);
  let wished: Target<'transcribe'> | null = null;
  const turnStarts = () => ahead.look();
  return {
    chat: createPanelChat(board, scope, turnStarts),
    transcriber: createPanelTranscriber(board, ears, turnStarts, () => wished),
    synthesizer: createPanelSynthesizer(board, scope, voices),
    embedder: createPanelEmbedder(board, scope),
    secondEars: () => (wished ? null : second.now()),
    slowerEars: () => (wished ? null : (second.largest()?.label ?? null)),
    listenCarefully: () => void (wished = second.largest()),
    can: (job) => board.look(job, scopeOf(job)).order.length > 0,
    place(job) {
      const { order, because } = board.look(job, scopeOf(job));
      const target = board.targets(job).find(({ id }) => id === order[0]?.id);
      if (!target) return null;
      const { place, label, name, quality } = target;
      return {
        place,
        name: place === 'device' ? label : name,
        because,
        makesMistakes: makesMistakes(job, quality),
      };
    },
    turnStarts,
    speaksHere(language) {
      const id = voices.targetIds.get(primaryLanguage(language));
      return board.targets('speak').some((target) => target.id === id && target.place === 'device');
    },
    prepareVoice: (voice) => prepareVoice(board, scope, voice),
    beginWithVoice(voice) {
      const enough = wait(figures.voiceWaitMs, closing.signal).catch(() => {});
      voices.ready = Promise.race([prepareVoice(board, scope, voice), enough]);
    },
    refusalOf: (voice) => refusalOf(board, scope, voice),
    close() {
      closing.abort();
      ahead.stop();
      second.stop();
      onClose();
    },
  };
}
