import { linkedAbort } from '../base/linked-abort.ts';
import { ParleyError } from '../base/parley-error.ts';
import { wait } from '../base/wait.ts';
import type { SpeechPiece, TranscribeOptions, Transcript } from '../contracts/engine.ts';
import type { SpokenLine } from '../contracts/spoken-line.ts';
import type { ConversationParts, OpenEar, Said } from './conversation-parts.ts';
import type { EarEvent, ListenOptions, Utterance } from './ear/ear-events.ts';
import type { FlightRecorder } from './flight-recorder.ts';
import { startHearing, type Hearing } from './listening.ts';
import { LiveFrameTap } from './microphone/live-frames.ts';
import type { VoiceState } from './voice-state.ts';
import { speechOptions } from './speech-options.ts';

/** What the learner said, and when. Times in ms on the page's clock. */
export interface Heard {
  readonly transcript: Transcript;
  readonly utterance: Utterance;
}

export interface SayResult extends Said {
  /** Set when the learner spoke up: their turn began then. */
  readonly interruptedAtMs?: number;
  /** It could not be said aloud; the notice tells why, and the screen has the words. */
  readonly failed?: true;
}

/** Lines that are known, or that come while the first ones are already said. */
export type Lines = readonly SpokenLine[] | AsyncIterable<SpokenLine>;

/** What is understood before a turn is over: the words up to a pause, which may not be the end. */
export interface EarlyWords {
  heard(text: string): void;
  /** It was not the end: the learner goes on. */
  wentOn(): void;
}

export interface Expected extends Pick<TranscribeOptions, 'candidates'> {
  /** Whether these words are what is waited for; a sound too short for a turn is taken then. */
  isAnswer?(heard: string): boolean;
  /** Whether this ends the turn, though the learner's patience is not over: it is the whole answer. */
  endsTurn?(transcript: Transcript): boolean;
}

export interface HearOptions extends ListenOptions {
  /** BCP 47. */
  readonly language: string;
  /** What may be said, for engines that listen for it. */
  readonly expected?: Expected;
  readonly early?: EarlyWords;
}

/** A pause that is shorter belongs to the words, whatever was understood of them. ms. */
const SOONEST_END_MS = 250;

/** Troubles of an open microphone: gone when it is closed. */
const OF_THE_EAR: ReadonlySet<string> = new Set([
  'microphone-silent',
  'microphone-stalled',
  'microphone-muted',
  'microphone-interrupted',
  'microphone-lost',
  'only-noise',
]);

/**
 * The state machine of the voice: says lines, hears turns, and is in exactly one state at a time.
 * It knows nothing of lessons; who calls it decides what comes next. Everything stops with the
 * signal that was given.
 */
export class Conversation {
  /** `idle` also while the keyboard answers. */
  state: VoiceState = $state('idle');
  /** What is being said, growing with the sound. */
  caption = $state('');
  /** The learner's words while they may still change. */
  draft = $state('');
  notice: ParleyError | null = $state(null);
  /** The browser asks whether the microphone may be used, and nobody has answered yet. */
  asksMicrophone = $state(false);

  readonly #parts: ConversationParts;
  readonly #recorder: FlightRecorder;
  #ear: OpenEar | null = null;
  #tap: LiveFrameTap | null = null;
  /** Counts what was begun, so that the end of an aborted act does not touch the state of a new one. */
  #act = 0;
  /** Why there is no sound; over as soon as there is. */
  #silence: ParleyError | null = null;

  constructor(parts: ConversationParts, recorder: FlightRecorder) {
    this.#parts = parts;
    this.#recorder = recorder;
  }

  /** Loudness for the voice line, 0..1. */
  level(): number {
    if (this.state === 'speaking') return this.#parts.speaker.level();
    return this.state === 'listening' ? (this.#ear?.level() ?? 0) : 0;
  }

  get canHear(): boolean {
    return this.#ear !== null;
  }

  /** Opens the microphone. False, with a notice, when that is not possible: the keyboard remains. */
  async openEar(signal: AbortSignal): Promise<boolean> {
    if (this.#ear) return true;
    try {
      const ear = await this.#parts.openEar(signal, (asks) => (this.asksMicrophone = asks));
      if (signal.aborted) {
        // Nobody wants to be heard any more: the microphone must not stay open.
        await ear.close();
        return false;
      }
      this.#ear = ear;
      if (this.#parts.transcriber()?.live) this.#tap = new LiveFrameTap(ear.source);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      this.notice = asNotice(error);
      return false;
    }
  }

  async closeEar(): Promise<void> {
    const ear = this.#ear;
    this.#ear = null;
    this.#tap?.close();
    this.#tap = null;
    // What was wrong with it is of no interest to one who types.
    if (ear && this.notice && OF_THE_EAR.has(this.notice.code)) this.notice = null;
    await ear?.close();
  }

  /**
   * Says lines one after the other. With `interruptible` the learner's voice stops them, also while
   * the first one is still awaited. `onHeard`: all that was heard so far, growing with the sound.
   */
  async say(
    lines: Lines,
    interruptible: boolean,
    signal: AbortSignal,
    onHeard?: (text: string) => void,
  ): Promise<SayResult> {
    if (Array.isArray(lines) && lines.length === 0) return { heard: '', complete: true };
    const act = ++this.#act;
    // Until the first sound comes.
    this.state = 'thinking';
    const stop = linkedAbort(signal);
    const either = stop.signal;
    const watch = interruptible ? this.#watch(stop, either) : Promise.resolve(undefined);
    this.caption = '';
    const speaking = this.#parts.speaker.say(this.#pieces(lines, either), {
      signal: either,
      onHeard: (text) => {
        if (either.aborted) return;
        this.caption = text;
        onHeard?.(text);
      },
      onFirstSound: (timeMs) => {
        if (either.aborted) return;
        this.#recorder.mark('firstSound', timeMs);
        this.state = 'speaking';
        if (this.notice === this.#silence) this.notice = null;
      },
    });
    try {
      const said = await speaking;
      if (!stop.signal.aborted) stop.abort();
      const interruptedAtMs = await watch;
      signal.throwIfAborted();
      return interruptedAtMs === undefined ? said : { ...said, complete: false, interruptedAtMs };
    } catch (error) {
      signal.throwIfAborted();
      // What cannot be said aloud stands on the screen: the lesson goes on.
      this.#silence = asNotice(error);
      this.notice = this.#silence;
      return { heard: '', complete: false, failed: true };
    } finally {
      stop.abort();
      if (act === this.#act) {
        this.caption = '';
        // A callback changed it meanwhile, which the compiler cannot see.
        const state = this.state as VoiceState;
        if (state === 'speaking' || state === 'thinking') this.state = 'idle';
      }
    }
  }

  async *#pieces(lines: Lines, signal: AbortSignal): AsyncGenerator<SpeechPiece> {
    for await (const line of lines) {
      this.#recorder.mark('synthesisStart', this.#parts.now());
      const options = speechOptions(line, this.#parts.voiceChoice);
      yield* this.#parts.synthesizer.synthesize(line.text, options, signal);
    }
  }

  /** Ducks at the first sign of a voice, stops the tutor once it is one. Gives when it began. */
  async #watch(stop: AbortController, signal: AbortSignal): Promise<number | undefined> {
    if (!this.#ear) return undefined;
    const { speaker } = this.#parts;
    for await (const event of this.#ear.watchForSpeech({}, signal)) {
      if (event.type === 'maybe') speaker.duck();
      else if (event.type === 'gone') speaker.unduck();
      else {
        this.state = 'listening';
        stop.abort();
        return event.speechStartMs;
      }
    }
    return undefined;
  }

  /**
   * Hears one turn. `silence` when nobody spoke for `silenceAfterMs`; `nothing` when the turn ended
   * without a word, or nothing here can hear. Rejects with the engine's error.
   */
  async hear(options: HearOptions, signal: AbortSignal): Promise<Heard | 'silence' | 'nothing'> {
    const ear = this.#ear;
    const transcriber = this.#parts.transcriber();
    if (!ear || !transcriber) return 'nothing';
    const recorder = this.#recorder;
    const begin = (audio: Float32Array | AsyncIterable<Float32Array>): Hearing => {
      recorder.mark('transcribeStart', this.#parts.now());
      const onDraft = (text: string) => (this.draft = text);
      const { language, expected } = options;
      const begun = startHearing(transcriber, audio, { language, ...expected }, onDraft, signal);
      // A result that is dropped later is overwritten by the one that counts.
      begun.result.then(
        () => recorder.mark('transcribeEnd', this.#parts.now()),
        () => {},
      );
      return begun;
    };
    let hearing: Hearing | null = null;
    let paused: Extract<EarEvent, { type: 'pause' }> | null = null;
    let startMs = options.sinceMs ?? this.#parts.now();
    const act = ++this.#act;
    this.draft = '';
    this.state = 'listening';
    try {
      for await (const event of ear.listen(options, signal)) {
        switch (event.type) {
          case 'speech-start':
            recorder.begin(event.speechStartMs);
            startMs = event.speechStartMs;
            if (this.#tap) hearing = begin(this.#tap.begin());
            break;
          case 'pause':
            paused = event;
            // Transcribing starts in the pause, so that it is done when the pause turns out the end.
            if (!transcriber.live) {
              const speculation = begin(event.samples);
              hearing = speculation;
              const { speechEndMs } = event;
              const understood = async () => {
                const transcript = await speculation.result;
                if (hearing !== speculation) return;
                this.draft = transcript.text;
                options.early?.heard(transcript.text);
                // Whoever ends turns by a key is about to press it: it must not mean something else.
                const free = options.mode === 'hands-free';
                if (!free || !options.expected?.endsTurn?.(transcript)) return;
                await wait(Math.max(0, speechEndMs + SOONEST_END_MS - this.#parts.now()), signal);
                if (hearing === speculation) ear.answered();
              };
              // Who waits for the result is told what went wrong with it.
              understood().catch(() => {});
            }
            break;
          case 'misfire':
          case 'resume':
            if (event.type === 'misfire') {
              // "Two" is said in a quarter of a second.
              const transcript = transcriber.live
                ? null
                : await answerIn(hearing, options.expected);
              if (transcript && paused) {
                const utterance = utteranceOf(paused, startMs, this.#parts.now());
                recorder.mark('speechEnd', utterance.speechEndMs);
                recorder.mark('turnEnd', utterance.decidedMs);
                this.state = 'thinking';
                this.draft = transcript.text;
                return { transcript, utterance };
              }
              this.draft = '';
            }
            if (!transcriber.live || event.type === 'misfire') {
              hearing?.drop();
              hearing = null;
              options.early?.wentOn();
            }
            break;
          case 'silence':
            return 'silence';
          case 'notice':
            this.notice = event.error;
            break;
          case 'notice-over':
            if (this.notice?.code === event.code) this.notice = null;
            break;
          case 'utterance': {
            this.state = 'thinking';
            recorder.mark('speechEnd', event.speechEndMs);
            recorder.mark('turnEnd', event.decidedMs);
            const whole = event.reason === 'silence' || event.reason === 'answered';
            if (!whole && !transcriber.live) {
              hearing?.drop();
              hearing = null;
            }
            this.#tap?.begin().end();
            hearing ??= begin(event.samples);
            const transcript = await hearing.result;
            this.draft = transcript.text;
            return { transcript, utterance: event };
          }
        }
      }
      signal.throwIfAborted();
      return 'nothing';
    } catch (error) {
      // Without this the screen would say for ever that it thinks.
      if (act === this.#act) this.state = 'idle';
      throw error;
    } finally {
      hearing?.drop();
      hearing = null;
      if (act === this.#act && this.state === 'listening') this.state = 'idle';
    }
  }

  /** The microphone button came up, or was tapped a second time: the turn is over. */
  finishTurn(): void {
    this.#ear?.finish();
  }
}

/** What was understood of a sound too short for a turn, where it is what was waited for. */
async function answerIn(hearing: Hearing | null, expected?: Expected): Promise<Transcript | null> {
  if (!hearing || !expected?.isAnswer) return null;
  try {
    const transcript = await hearing.result;
    return expected.isAnswer(transcript.text) ? transcript : null;
  } catch {
    // Nobody waits for what was probably no word.
    return null;
  }
}

/** A sound that ended in a pause, as a turn. Times in ms. */
const utteranceOf = (
  { samples, speechEndMs }: Extract<EarEvent, { type: 'pause' }>,
  speechStartMs: number,
  decidedMs: number,
): Utterance => ({
  type: 'utterance',
  samples,
  speechStartMs,
  speechEndMs,
  decidedMs,
  reason: 'silence',
});

/** An error as a sentence for the learner; what is no ParleyError yet becomes a general one. */
export function asNotice(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error;
  return new ParleyError(
    'unexpected',
    'Something went wrong inside Parley. Your place in the lesson is kept.',
    'Go on by keyboard, or reload the page.',
    { cause: error },
  );
}
