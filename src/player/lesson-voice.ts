import type { Lesson, Step } from '../contracts/lesson.ts';
import { ParleyError } from '../base/parley-error.ts';
import { answerLanguage, patienceOf } from '../lessons/step-facts.ts';
import type { TutorContext } from '../tutor/lesson-tutor.ts';
import type { SpokenLine } from '../contracts/spoken-line.ts';
import { combinedPatience } from './combined-patience.ts';
import type { EarlyWords, Expected, Heard, SayResult } from '../voice/conversation.svelte.ts';
import type { LessonPlayerParts } from './lesson-player-parts.ts';
import type { AnswerBy } from './player-view.ts';

/** What could not be said aloud is read; a slow reader needs so long for a character. */
const READING_MS = 60;
/** Silence after which the tutor says, once, that there is no hurry. */
const REASSURE_AFTER_MS = 12_000;
/** So often the tutor says that it understood nothing; then it waits quietly. */
const MOST_WORDLESS = 2;

/** What the voice needs of the player. */
export interface VoiceHost {
  readonly lesson: Lesson;
  readonly step: Step;
  readonly asks: boolean;
  readonly context: TutorContext;
  answerBy: AnswerBy;
}

/** The voice inside a lesson: when the microphone is open, what may interrupt, how one turn is heard. */
export class LessonVoice {
  /** By its button, in hands-free mode: nothing opens the microphone again but the learner. */
  muted = false;
  buttonHeld = false;
  readonly #host: VoiceHost;
  readonly #parts: LessonPlayerParts;
  /** Set while the microphone is open or being opened. */
  #ear: AbortController | null = null;
  #ready: Promise<boolean> = Promise.resolve(false);
  /** Turns in a row in which something sounded and no word was understood. */
  #wordless = 0;
  /** Characters that could not be said aloud since `forgetUnsaid`. */
  #unsaid = 0;

  constructor(host: VoiceHost, parts: LessonPlayerParts) {
    this.#host = host;
    this.#parts = parts;
  }

  /** Answers are spoken. */
  get spoken(): boolean {
    return this.#host.answerBy === 'voice';
  }

  /** True when the learner's voice may stop the tutor, who waits for an answer. */
  get mayInterrupt(): boolean {
    const { conversation, choices } = this.#parts;
    const wanted = this.#host.asks || this.#host.step.kind === 'talk';
    const free = choices.microphoneMode === 'hands-free' && !this.muted;
    return this.spoken && wanted && free && conversation.canHear;
  }

  /** Settles when it is known whether the microphone is open. */
  get ready(): Promise<boolean> {
    return this.#ready;
  }

  /** How long a slow reader needs for what could not be said. ms. */
  get readingMs(): number {
    return this.#unsaid * READING_MS;
  }

  forgetUnsaid(): void {
    this.#unsaid = 0;
  }

  /**
   * Opens the microphone where answers are spoken; it outlives single moves. Where it cannot be
   * opened the keyboard answers.
   */
  openEar(): void {
    if (!this.spoken || this.#ear) return;
    const ear = new AbortController();
    this.#ear = ear;
    this.#ready = this.#parts.conversation.openEar(ear.signal).then((open) => {
      if (open || ear.signal.aborted) return open;
      this.#ear = null;
      this.#host.answerBy = 'keyboard';
      return false;
    });
  }

  closeEar(): void {
    this.#ear?.abort();
    this.#ear = null;
    this.#ready = Promise.resolve(false);
    void this.#parts.conversation.closeEar();
  }

  async say(
    lines: readonly SpokenLine[],
    interruptible: boolean,
    signal: AbortSignal,
  ): Promise<SayResult> {
    const said = await this.#parts.conversation.say(lines, interruptible, signal);
    if (said.failed) for (const { text } of lines) this.#unsaid += text.length;
    return said;
  }

  /** A sentence of the tutor's own, in the learner's language. */
  own(key: string): SpokenLine {
    const { translate, locale } = this.#host.context;
    return { text: translate(key), language: locale };
  }

  /**
   * Listens until something was understood. Null when the turn ended without a word: the microphone button was
   * let go, or there is nothing to hear with. `sinceMs`: the learner has been speaking since then.
   * `early`: told what is understood before the turn is over. `expected`: what may be said.
   */
  async hear(
    signal: AbortSignal,
    sinceMs?: number,
    early?: EarlyWords,
    expected?: Expected,
  ): Promise<Heard | null> {
    const { conversation, choices } = this.#parts;
    const { lesson, step } = this.#host;
    const mode = choices.microphoneMode;
    // Whoever holds the microphone button down needs no word that there is time.
    let reassured = mode === 'push';
    for (let since = sinceMs; ;) {
      const heard = await conversation.hear(
        {
          mode,
          patience: combinedPatience(choices.patience, patienceOf(lesson, step)),
          language: answerLanguage(lesson, step),
          ...(since === undefined ? {} : { sinceMs: since }),
          ...(early ? { early } : {}),
          ...(expected ? { expected } : {}),
          ...(reassured ? {} : { silenceAfterMs: REASSURE_AFTER_MS }),
        },
        signal,
      );
      if (typeof heard !== 'string' && heard.transcript.text.trim()) {
        this.#wordless = 0;
        if (conversation.notice?.code === 'only-noise') conversation.notice = null;
        return heard;
      }
      // Hands-free hearing goes on by itself; where it ended there is nothing left to hear with.
      if (heard === 'nothing' && mode === 'hands-free') return null;
      const silent = heard === 'silence';
      reassured ||= silent;
      if (!silent && ++this.#wordless > MOST_WORDLESS && mode === 'hands-free') {
        // What sounds here is no voice: it would only be asked for words without end.
        conversation.notice = new ParleyError(
          'only-noise',
          'I hear sound, but no words.',
          'Type your answer, or go where it is quieter. I keep listening.',
        );
        since = undefined;
        continue;
      }
      const line = this.own(silent ? 'tutor.stillThere' : 'tutor.heardNothing');
      const said = await this.say([line], this.mayInterrupt, signal);
      if (!silent && mode !== 'hands-free') return null;
      since = said.interruptedAtMs;
    }
  }
}
