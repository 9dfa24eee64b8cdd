import type { Job } from '../jobs/job.ts';
import type { ChatAnswer, ChatCall, ChatEvents } from '../jobs/chat.ts';
import type { EmbedAnswer, EmbedCall } from '../jobs/embed.ts';
import type { SpeakCall, SpeakEvents } from '../jobs/speak.ts';
import type { TranscribeAnswer, TranscribeCall } from '../jobs/transcribe.ts';
import type { StopSignal } from '../stop-signal.ts';

/** A model as its upstream lists it. */
export interface UpstreamModel {
  /** The upstream's own name for it. */
  readonly id: string;
  /** The jobs it does, where the upstream says so; otherwise they are told from its name. */
  readonly jobs?: readonly Job[];
  /** Tokens of prompt and answer together, where the upstream says so. */
  readonly contextTokens?: number;
  /** In memory now, where the upstream says so. */
  readonly loaded?: boolean;
}

/**
 * One machine or program that runs models. Every kind of upstream implements this, and only the
 * methods of jobs it can do. The rules are the same for all of them:
 * - a call settles once: it resolves with a whole answer or rejects with an `UpstreamError`;
 * - when `signal` fires, it stops the work within a turn of the event loop and rejects with the
 *   signal's reason;
 * - it never retries and never asks another machine: that is the router's work;
 * - it gives up by its own timeouts (connect, first token, between tokens) from the settings;
 * - it never follows a redirect, and sends its credentials to its configured origin only;
 * - nothing of what it was given or answers goes into a log or an error's message.
 */
export interface Provider {
  /**
   * The models it has now. Also the cheap health probe: it must answer within seconds and must not
   * load a model.
   */
  models(signal: StopSignal): Promise<readonly UpstreamModel[]>;
  /** Streams a chat answer into `events`; resolves after the last chunk of a whole answer. */
  chat?(call: ChatCall, events: ChatEvents, signal: StopSignal): Promise<void>;
  /** A whole chat answer at once, where that is cheaper than collecting the stream. */
  complete?(call: ChatCall, signal: StopSignal): Promise<ChatAnswer>;
  embed?(call: EmbedCall, signal: StopSignal): Promise<EmbedAnswer>;
  transcribe?(call: TranscribeCall, signal: StopSignal): Promise<TranscribeAnswer>;
  /** Streams sound into `events`; resolves after the last byte. */
  speak?(call: SpeakCall, events: SpeakEvents, signal: StopSignal): Promise<void>;
  /** Frees connections, workers and memory; calls still running are ended. */
  close(): Promise<void>;
}
