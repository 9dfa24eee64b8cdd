import type { ChatModel, Embedder, Synthesizer, Transcriber } from '../contracts/engine.ts';
import type { Job } from '../contracts/route.ts';
import { createPanelChat } from './panel-chat.ts';
import { createPanelEmbedder } from './panel-embedder.ts';
import { createPanelSynthesizer, type VoiceOfTurn } from './panel-synthesizer.ts';
import { createPanelTranscriber } from './panel-transcriber.ts';
import { createReadyAhead } from './ready-ahead.ts';
import type { Scope, Switchboard } from './switchboard.ts';

/** The four jobs, within the policy and for the language of one lesson. */
export interface LessonEngines {
  readonly chat: ChatModel;
  readonly transcriber: Transcriber;
  readonly synthesizer: Synthesizer;
  readonly embedder: Embedder;
  /** Whether anything the lesson allows can do a job now. */
  can(job: Job): boolean;
  /**
   * A turn begins: only between two turns does the voice change hands. A turn lasts from here, or
   * from one question to a model or one utterance, to the next.
   */
  turnStarts(): void;
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
    turnStarts,
    close() {
      ahead.stop();
      onClose();
    },
  };
}
