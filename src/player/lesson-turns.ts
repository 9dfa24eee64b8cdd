import { wait } from '../base/wait.ts';
import type { LessonRun } from '../lessons/lesson-run.ts';
import { listenToAnswer } from '../lessons/listen-to-answer.ts';
import type { LessonEvent } from '../lessons/stepping.ts';
import {
  confirmLines,
  feedbackLines,
  modelLines,
  promptLines,
  resultLines,
} from '../tutor/lesson-tutor.ts';
import type { SpokenLine } from '../contracts/spoken-line.ts';
import { AnswerTurn, type AnswerHost, type Moves } from './answer-turn.ts';
import { asNotice } from '../voice/conversation.svelte.ts';
import type { LessonPlayerParts } from './lesson-player-parts.ts';
import { LessonVoice } from './lesson-voice.ts';
import type { AnswerBy, StepPhase } from './player-view.ts';
import { TalkTurn, type TalkHost } from './talk-turn.ts';

/** After a right answer the next step comes by itself (DESIGN.md: 1.2 s, or at once by key). */
const AFTER_RIGHT_MS = 1_200;
const AFTER_NARRATION_MS = 900;
const AFTER_REVEAL_MS = 3_000;

/** What the turns need of the player. */
export interface TurnHost extends AnswerHost, TalkHost {
  setAnswerBy(by: AnswerBy): void;
  continue(): void;
  go(event: LessonEvent, sinceMs?: number): void;
}

/**
 * What is said and heard in each phase of a lesson. One move at a time: whatever begins, the last
 * move is aborted first, so nothing stale is ever said or judged.
 */
export class LessonTurns implements Moves {
  /** What the learner's words do. */
  readonly answers: AnswerTurn;
  readonly #host: TurnHost;
  readonly #parts: LessonPlayerParts;
  readonly #voice: LessonVoice;
  readonly #talk: TalkTurn;
  #move = new AbortController();
  #first: readonly SpokenLine[] = [];
  #repliedTo: LessonRun['last'];

  constructor(host: TurnHost, parts: LessonPlayerParts) {
    this.#host = host;
    this.#parts = parts;
    this.#voice = new LessonVoice(host, parts);
    this.#talk = new TalkTurn(host, parts, this.#voice);
    this.answers = new AnswerTurn(host, parts, this.#voice, this);
  }

  /** Begins, or goes on where the run was left: the task is said again, whatever the phase was. */
  begin(): void {
    this.#voice.openEar();
    if (this.#host.phase === 'prompt') this.enter('prompt');
    else {
      this.#talk.readAhead();
      this.repeat(false);
    }
  }

  /** Does what a phase asks for. `sinceMs`: the learner has been speaking since then. */
  enter(phase: StepPhase, sinceMs?: number): void {
    if (phase === 'prompt' || this.#host.asks) this.#voice.forgetUnsaid();
    // A reply that was begun while the learner paused is for the turn that now begins.
    if (phase !== 'answer') this.#talk.forget();
    this.move(async (signal) => {
      const first = this.#first;
      this.#first = [];
      const said = await this.#voice.say(first, this.#voice.mayInterrupt, signal);
      // An answer may have come meanwhile; whatever it asks for is done by the move it began.
      signal.throwIfAborted();
      const since = said.interruptedAtMs ?? sinceMs;
      if (phase === 'prompt') await this.#prompt(signal);
      else if (phase === 'answer') await this.#answer(signal, since);
      else if (phase === 'confirm') await this.#confirm(signal);
      else if (phase === 'feedback') await this.#feedback(signal);
    });
  }

  /** Opens the microphone, closed by `close`, where answers are spoken. */
  openEar(): void {
    this.#voice.openEar();
  }

  /** Stops sound and listening; the microphone stays open. */
  halt(): void {
    this.#talk.forget();
    this.#stop();
  }

  #stop(): void {
    this.#move.abort();
    this.#parts.conversation.state = 'idle';
    this.#parts.conversation.draft = '';
  }

  /** Stops everything and closes the microphone: nothing is heard any more. */
  close(): void {
    this.halt();
    this.#voice.muted = false;
    this.#voice.closeEar();
  }

  /** The lesson is over: the microphone closes, and the result is said. */
  finish(): void {
    this.#talk.forget();
    this.#voice.closeEar();
    this.move(async (signal) => {
      await this.#voice.say(resultLines(this.#host.context), false, signal);
    });
  }

  move(work: (signal: AbortSignal) => Promise<void>): void {
    this.#stop();
    const move = new AbortController();
    this.#move = move;
    work(move.signal).catch((error: unknown) => {
      if (move.signal.aborted) return;
      this.#parts.conversation.notice = asNotice(error);
      this.#parts.conversation.state = 'idle';
    });
  }

  async #prompt(signal: AbortSignal): Promise<void> {
    this.#talk.readAhead();
    this.answers.prepare();
    const said = await this.#voice.say(
      promptLines(this.#host.context),
      this.#voice.mayInterrupt,
      signal,
    );
    this.#host.go({ type: 'prompted' }, said.interruptedAtMs);
  }

  async #answer(signal: AbortSignal, sinceMs?: number): Promise<void> {
    const { run, step } = this.#host;
    if (step.kind === 'talk' && run.last && run.last !== this.#repliedTo) {
      this.#repliedTo = run.last;
      sinceMs = await this.#talk.reply(run.last.answer, signal);
    }
    await this.#listenIfOpen(signal, sinceMs);
  }

  async #feedback(signal: AbortSignal): Promise<void> {
    const lines = feedbackLines(this.#host.context);
    const said = await this.#voice.say(lines, this.#voice.mayInterrupt && !this.#isRight, signal);
    await this.#afterFeedback(signal, said.interruptedAtMs);
  }

  get #isRight(): boolean {
    return this.#host.run.last?.check.verdict === 'right';
  }

  /** The verdict stays on the screen while the learner tries again. */
  async #afterFeedback(signal: AbortSignal, sinceMs?: number): Promise<void> {
    const { run, asks } = this.#host;
    const right = asks && this.#isRight;
    // Once the answer was shown only a learner who speaks up goes on trying.
    if (asks && !right && (sinceMs !== undefined || !run.revealed)) {
      return this.#listenIfOpen(signal, sinceMs);
    }
    // One who reads presses Continue.
    if (!right && (!this.#voice.spoken || this.#voice.muted)) return this.#listenIfOpen(signal);
    const restMs = right ? AFTER_RIGHT_MS : asks ? AFTER_REVEAL_MS : AFTER_NARRATION_MS;
    await wait(Math.max(restMs, this.#voice.readingMs), signal);
    this.#host.go({ type: 'continued' });
  }

  async #confirm(signal: AbortSignal): Promise<void> {
    const lines = confirmLines(this.#host.context);
    const said = await this.#voice.say(lines, this.#voice.mayInterrupt, signal);
    await this.#listenIfOpen(signal, said.interruptedAtMs);
  }

  async #listenIfOpen(signal: AbortSignal, sinceMs?: number): Promise<void> {
    if (!this.#voice.spoken) return;
    if (!(await this.#voice.ready) || signal.aborted) return;
    if (this.#parts.choices.microphoneMode !== 'hands-free') return;
    if (this.#voice.muted) this.#parts.conversation.state = 'muted';
    else await this.#listen(signal, sinceMs);
  }

  async #listen(signal: AbortSignal, sinceMs?: number): Promise<void> {
    const { lesson, step, run } = this.#host;
    const listener = listenToAnswer(lesson, step, run.turnIndex);
    const heard = await this.#voice.hear(signal, sinceMs, this.#talk.early, listener);
    if (heard) await this.answers.heard(heard, listener, signal);
  }

  sayFirst(lines: readonly SpokenLine[]): void {
    this.#first = lines;
  }

  repeat(slower: boolean): void {
    const lines = this.#talk.lastReply ?? promptLines(this.#host.context);
    this.sayThenListen(lines.map((line) => ({ ...line, slow: slower })));
  }

  hearModel(slower: boolean): void {
    this.sayThenListen(modelLines(this.#host.context, slower));
  }

  sayThenListen(lines: readonly SpokenLine[]): void {
    this.move(async (signal) => {
      const said = await this.#voice.say(lines, this.#voice.mayInterrupt, signal);
      await this.#resumePhase(signal, said.interruptedAtMs);
    });
  }

  /** The learner answers in another way from now on; a task is said to its end. */
  changeWay(): void {
    this.#voice.muted = false;
    if (this.#voice.spoken) this.#voice.openEar();
    else this.#voice.closeEar();
    if (this.#host.phase !== 'prompt' && this.#host.phase !== 'done') this.listenAgain();
  }

  /** Goes on listening, or waiting, without saying anything again. */
  listenAgain(): void {
    this.move((signal) => this.#resumePhase(signal));
  }

  async #resumePhase(signal: AbortSignal, sinceMs?: number): Promise<void> {
    if (this.#host.phase === 'prompt') this.#host.go({ type: 'prompted' }, sinceMs);
    else if (this.#host.phase === 'feedback') await this.#afterFeedback(signal, sinceMs);
    else await this.#listenIfOpen(signal, sinceMs);
  }

  microphoneDown(): void {
    const host = this.#host;
    const { conversation, choices } = this.#parts;
    const mode = choices.microphoneMode;
    if (!this.#voice.spoken) {
      host.setAnswerBy('voice');
      return;
    }
    this.#voice.buttonHeld = true;
    if (conversation.state === 'listening') {
      if (mode === 'tap') conversation.finishTurn();
      else if (mode === 'hands-free') {
        this.halt();
        this.#voice.muted = true;
        conversation.state = 'muted';
      }
      return;
    }
    this.#voice.muted = false;
    const over = host.phase === 'feedback' && this.#isRight;
    if (host.step.kind !== 'talk' && (!host.asks || over)) {
      // There is nothing to answer, so the learner wants to get on.
      host.continue();
      return;
    }
    if (host.phase === 'prompt') host.go({ type: 'prompted' });
    this.#voice.openEar();
    this.move(async (signal) => {
      if (!(await this.#voice.ready) || (mode === 'push' && !this.#voice.buttonHeld)) return;
      await this.#listen(signal);
    });
  }

  microphoneUp(): void {
    this.#voice.buttonHeld = false;
    if (this.#parts.choices.microphoneMode === 'push') this.#parts.conversation.finishTurn();
  }
}
