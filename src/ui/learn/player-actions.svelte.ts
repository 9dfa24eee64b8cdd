import { tick } from 'svelte';
import type { Playing } from './lessons.ts';
import type { Listening } from './listening.ts';

/** What an open dialog of the player is about. */
export type PlayerDialog = 'settings' | 'keys' | 'listening';

type Ears = Pick<Listening, 'state' | 'offer' | 'begin'>;

/** The presses of the player screen, whether they come from a button or a key. */
export class PlayerActions {
  dialog = $state<PlayerDialog | null>(null);
  /** A word about the last press, where it could not do what its name says. */
  aside = $state<string | null>(null);
  /** The answer in the field; empty for each try. */
  written = $state('');
  /** The learner answered in writing last: letters are meant for an answer, also while ears are open. */
  writes = $state(false);
  readonly #playing: Playing;
  readonly #listening: Ears;
  /** The step that was repeated last: asked for twice, it is said more slowly. */
  #repeated: string | null = null;

  constructor(playing: Playing, listening: Ears) {
    this.#playing = playing;
    this.#listening = listening;
  }

  /** The learner's answer is wanted and would be judged. */
  get mayAnswer(): boolean {
    const { phase, check, model, step, asks } = this.#playing;
    if (!asks && step.kind !== 'talk') return false;
    if (phase === 'feedback') return check !== null && check.verdict !== 'right' && model === null;
    return phase === 'prompt' || phase === 'answer';
  }

  repeat(): void {
    const { step, prompt } = this.#playing;
    const here = `${step.id} ${prompt}`;
    this.#playing.repeat(this.#repeated === here);
    this.#repeated = here;
  }

  hint(): void {
    if (this.#playing.hintsLeft > 0) this.#playing.hint();
    else this.aside = 'player.noHints';
  }

  /** Between writing and speaking; where nobody can hear yet, ears are fetched or offered. */
  switchAnswerBy(): void {
    const listening = this.#listening;
    if (this.#playing.answerBy === 'voice') {
      this.#playing.setAnswerBy('keyboard');
      void this.focusAnswer();
    } else if (this.#playing.canListen) {
      this.writes = false;
      this.#playing.setAnswerBy('voice');
    } else if (listening.state === 'getting' && this.#playing.ears === 'awaited') {
      this.aside = 'ears.soon';
    } else if (listening.offer?.kind === 'model' && listening.offer.unasked) {
      this.#playing.setAnswerBy('voice');
      listening.begin();
    } else {
      this.dialog = 'listening';
    }
  }

  /** Ears came for somebody who wants to speak: they open at once, unless an answer is being written. */
  takeEars(): void {
    const { ears, phase, asks, step } = this.#playing;
    const wanted = phase === 'answer' && (asks || step.kind === 'talk');
    if (ears === 'came' && wanted && this.written === '') this.#playing.takeEars();
  }

  /** A letter while ears are open, from somebody who writes: it begins the next answer. */
  writeInstead(letter: string): void {
    this.#playing.setAnswerBy('keyboard');
    this.written = letter;
    void this.focusAnswer();
  }

  microphoneDown(): void {
    if (this.#playing.voice === 'paused') this.#playing.resume();
    else if (this.#playing.answerBy === 'keyboard') this.switchAnswerBy();
    else this.#playing.microphoneDown();
  }

  microphoneUp(): void {
    if (this.#playing.answerBy === 'voice') this.#playing.microphoneUp();
  }

  choose(option: number): void {
    const { step } = this.#playing;
    if (step.kind === 'choose' && option < step.options.length && this.mayAnswer) {
      this.#playing.choose(option);
    }
  }

  /** Enter: the next thing that is wanted. */
  next(): void {
    const { phase, step, answerBy, voice } = this.#playing;
    if (voice === 'paused') this.#playing.resume();
    else if (phase === 'feedback' && this.mayAnswer) {
      if (answerBy === 'keyboard' || step.kind === 'choose') void this.focusAnswer();
      else this.#playing.tryAgain();
    } else if (phase === 'feedback' || phase === 'prompt') this.#playing.continue();
    else if (phase === 'answer') void this.focusAnswer();
  }

  /** Esc: silence at once; the place is kept. */
  stop(): void {
    if (this.#playing.voice !== 'paused') this.#playing.pause();
  }

  /** Puts the focus in the field for the answer, if there is one now. */
  focusField(): void {
    document.querySelector<HTMLElement>('[data-answer]:not(button)')?.focus();
  }

  /** Puts the focus where the answer goes: the field, or the first choice. */
  async focusAnswer(): Promise<void> {
    await tick();
    document.querySelector<HTMLElement>('[data-answer]')?.focus();
  }
}
