import type { ParleyError } from '../base/parley-error.ts';
import type { ChatModel, Embedder, Synthesizer, Transcriber } from '../contracts/engine.ts';
import type { Job, Place, Sentence } from '../contracts/route.ts';
import { createPanelChat } from './panel-chat.ts';
import { createPanelEmbedder } from './panel-embedder.ts';
import { createPanelSynthesizer, type VoiceOfTurn } from './panel-synthesizer.ts';
import { createPanelTranscriber } from './panel-transcriber.ts';
import { createReadyAhead } from './ready-ahead.ts';
import type { Scope, Switchboard } from './switchboard.ts';
import { prepareVoice, refusalOf } from './voice-choice.ts';

/** Where a job is done. */
export interface WorkPlace {
  readonly place: Place;
  /** The model on this device, or the upstream's name elsewhere. */
  readonly name: string;
  readonly because: Sentence;
}

/** The four jobs, within the policy and for the language of one lesson. */
export interface LessonEngines {
  readonly chat: ChatModel;
  readonly transcriber: Transcriber;
  readonly synthesizer: Synthesizer;
  readonly embedder: Embedder;
  /** Whether anything the lesson allows can do a job now. */
  can(job: Job): boolean;
  /** Who does a job now, and why; null where nobody can. */
  place(job: Job): WorkPlace | null;
  /**
   * A turn begins: only between two turns does the voice change hands. A turn lasts from here, or
   * from one question to a model or one utterance, to the next.
   */
  turnStarts(): void;
  /** Loads the voice that will be wanted, by id or the best there is. */
  prepareVoice(voice: string | undefined): Promise<void>;
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
  const ofTurn: VoiceOfTurn = { targetId: null };
  const ahead = createReadyAhead(board, scope);
  const turnStarts = () => {
    ofTurn.targetId = null;
    ahead.look();
  };
  return {
    chat: createPanelChat(board, scope, turnStarts),
    transcriber: createPanelTranscriber(board, scope, turnStarts),
    synthesizer: createPanelSynthesizer(board, scope, ofTurn),
    embedder: createPanelEmbedder(board, scope),
    can: (job) => board.look(job, scope).order.length > 0,
    place(job) {
      const { order, because } = board.look(job, scope);
      const target = board.targets(job).find(({ id }) => id === order[0]?.id);
      if (!target) return null;
      const { place, label, name } = target;
      return { place, name: place === 'device' ? label : name, because };
    },
    turnStarts,
    prepareVoice: (voice) => prepareVoice(board, scope, voice),
    refusalOf: (voice) => refusalOf(board, scope, voice),
    close() {
      ahead.stop();
      onClose();
    },
  };
}
