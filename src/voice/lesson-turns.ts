import type { Lesson, Patience, Step } from '../contracts/lesson.ts';
import { checkStep } from '../lessons/check-step.ts';
import type { LessonRun } from '../lessons/lesson-run.ts';
import { spokenCommand } from '../lessons/spoken-command.ts';
import { answerLanguage, hintsOf, patienceOf } from '../lessons/step-facts.ts';
import { hintsLeft, type LessonEvent } from '../lessons/stepping.ts';
import {
  confirmLines,
  feedbackLines,
  hintLines,
  modelLines,
  promptLines,
  resultLines,
  type TutorContext,
} from '../tutor/lesson-tutor.ts';
import type { SpokenLine } from '../tutor/spoken-line.ts';
import { answerFromPassages } from '../tutor/talk-from-passages.ts';
import { asNotice } from './conversation.svelte.ts';
import type { LessonPlayerParts } from './lesson-player-parts.ts';
import type { AnswerBy, SaidLine, StepPhase } from './player-view.ts';
import { combinedPatience } from './combined-patience.ts';
import { wait } from '../base/wait.ts';

/** After a right answer the next step comes by itself (DESIGN.md: 1.2 s, or at once by key). */
const AFTER_RIGHT_MS = 1_200;
const AFTER_NARRATION_MS = 900;
const AFTER_REVEAL_MS = 3_000;
/** Silence after which the tutor says, once, that there is no hurry. */
const REASSURE_AFTER_MS = 12_000;

type AnsweredBy = NonNullable<LessonRun['last']>['by'];

/** What the turns need of the player. */
export interface TurnHost {
  readonly lesson: Lesson;
  readonly run: LessonRun;
  readonly step: Step;
  readonly phase: StepPhase;
  readonly asks: boolean;
  readonly context: TutorContext;
  answerBy: AnswerBy;
  setAnswerBy(by: AnswerBy): void;
  pause(): void;
  go(event: LessonEvent, sinceMs?: number): void;
  addSaid(line: SaidLine): void;
}

/**
 * What is said and heard in each phase of a lesson. One move at a time: whatever begins, the last
 * move is aborted first, so nothing stale is ever said or judged.
 */
export class LessonTurns {
  readonly #host: TurnHost;
  readonly #parts: LessonPlayerParts;
  #move = new AbortController();
  #first: readonly SpokenLine[] = [];
  #repliedTo: LessonRun['last'];
  #ready: Promise<boolean> = Promise.resolve(false);

  constructor(host: TurnHost, parts: LessonPlayerParts) {
    this.#host = host;
    this.#parts = parts;
  }

  /** Begins, or goes on where the run was left: the task is said again, whatever the phase was. */
  begin(): void {
    if (this.#host.answerBy === 'voice') this.#openEar();
    if (this.#host.phase === 'prompt') this.enter('prompt');
    else this.repeat(false);
  }

  /** Does what a phase asks for. `sinceMs`: the learner has been speaking since then. */
  enter(phase: StepPhase, sinceMs?: number): void {
    this.#begin(async (signal) => {
      const first = this.#first;
      this.#first = [];
      const said = await this.#parts.conversation.say(first, this.#bargeIn, signal);
      const since = said.interruptedAtMs ?? sinceMs;
      if (phase === 'prompt') await this.#prompt(signal);
      else if (phase === 'answer') await this.#answer(signal, since);
      else if (phase === 'confirm') await this.#confirm(signal);
      else if (phase === 'feedback') await this.#feedback(signal);
    });
  }

  /** Stops sound and listening. */
  halt(): void {
    this.#move.abort();
    this.#parts.conversation.state = 'idle';
    this.#parts.conversation.draft = '';
  }

  /** The lesson is over: its result is said, then the microphone closes. */
  finish(): void {
    this.#begin(async (signal) => {
      await this.#parts.conversation.closeEar();
      await this.#parts.conversation.say(resultLines(this.#host.context), false, signal);
    });
  }

  #begin(work: (signal: AbortSignal) => Promise<void>): void {
    this.halt();
    const move = new AbortController();
    this.#move = move;
    work(move.signal).catch((error: unknown) => {
      if (!move.signal.aborted) this.#parts.conversation.notice = asNotice(error);
    });
  }

  #openEar(): void {
    // The microphone outlives single moves; it closes when the learner leaves.
    this.#ready = this.#parts.conversation.openEar(new AbortController().signal).then((open) => {
      if (!open) this.#host.answerBy = 'keyboard';
      return open;
    });
  }

  /** True when the learner's voice may stop the tutor. */
  get #bargeIn(): boolean {
    const { conversation, choices } = this.#parts;
    return this.#spoken && choices.microphoneMode === 'hands-free' && conversation.canHear;
  }

  get #spoken(): boolean {
    return this.#host.answerBy === 'voice';
  }

  async #prompt(signal: AbortSignal): Promise<void> {
    const host = this.#host;
    const lines = promptLines(host.context);
    const said = await this.#parts.conversation.say(lines, host.asks && this.#bargeIn, signal);
    const line = host.step.kind === 'dialogue' && !host.asks ? lines.at(-1) : undefined;
    if (line) host.addSaid({ who: 'tutor', text: line.text });
    host.go({ type: 'prompted' }, said.interruptedAtMs);
  }

  async #answer(signal: AbortSignal, sinceMs?: number): Promise<void> {
    const { run, step } = this.#host;
    if (step.kind === 'talk' && run.last && run.last !== this.#repliedTo) {
      this.#repliedTo = run.last;
      const reply = this.#replyFromPassages(run.last.answer);
      this.#host.addSaid({ who: 'you', text: run.last.answer });
      const said = await this.#parts.conversation.say([reply], this.#bargeIn, signal);
      this.#host.addSaid({ who: 'tutor', text: reply.text });
      sinceMs = said.interruptedAtMs;
    }
    await this.#listenIfOpen(signal, sinceMs);
  }

  #replyFromPassages(asked: string): SpokenLine {
    const { lesson, step, context } = this.#host;
    const passages = step.kind === 'talk' ? (step.passages ?? []) : [];
    const language = answerLanguage(lesson, step);
    const found = answerFromPassages(asked, passages, language);
    if (found) return { text: found, language };
    return { text: context.translate('tutor.noPassage'), language: context.locale };
  }

  async #feedback(signal: AbortSignal): Promise<void> {
    const { context, run, step, asks } = this.#host;
    const verdict = run.last?.check.verdict;
    if (asks && verdict === 'right' && step.kind === 'dialogue' && run.last) {
      this.#host.addSaid({ who: 'you', text: run.last.answer });
    }
    const said = await this.#parts.conversation.say(
      feedbackLines(context),
      this.#bargeIn && verdict !== 'right',
      signal,
    );
    await this.#afterFeedback(signal, said.interruptedAtMs);
  }

  /** The verdict stays on the screen while the learner tries again. */
  async #afterFeedback(signal: AbortSignal, sinceMs?: number): Promise<void> {
    const { run, asks } = this.#host;
    const right = run.last?.check.verdict === 'right';
    if (asks && !right && sinceMs === undefined && !run.revealed) return this.#listenIfOpen(signal);
    if (asks && !right && sinceMs !== undefined) return this.#listenIfOpen(signal, sinceMs);
    if (!right && !this.#spoken) return;
    await wait(right ? AFTER_RIGHT_MS : asks ? AFTER_REVEAL_MS : AFTER_NARRATION_MS, signal);
    this.#host.go({ type: 'continued' });
  }

  async #confirm(signal: AbortSignal): Promise<void> {
    const lines = confirmLines(this.#host.context);
    const said = await this.#parts.conversation.say(lines, this.#bargeIn, signal);
    await this.#listenIfOpen(signal, said.interruptedAtMs);
  }

  async #listenIfOpen(signal: AbortSignal, sinceMs?: number): Promise<void> {
    if (!this.#spoken) return;
    if (!(await this.#ready) || signal.aborted) return;
    if (this.#parts.choices.microphoneMode === 'hands-free') await this.#listen(signal, sinceMs);
  }

  /** Listens until something was understood, then judges it. */
  async #listen(signal: AbortSignal, sinceMs?: number): Promise<void> {
    const { conversation, choices } = this.#parts;
    const { lesson, step, context } = this.#host;
    let reassured = false;
    for (let since = sinceMs; ; since = undefined) {
      const patience: Patience = combinedPatience(choices.patience, patienceOf(lesson, step));
      const heard = await conversation.hear(
        {
          mode: choices.microphoneMode,
          patience,
          language: answerLanguage(lesson, step),
          ...(since === undefined ? {} : { sinceMs: since }),
          ...(reassured ? {} : { silenceAfterMs: REASSURE_AFTER_MS }),
        },
        signal,
      );
      const text = heard?.transcript.text.trim() ?? '';
      if (heard && text) {
        this.answer(text, 'voice', heard.transcript.confidence);
        return;
      }
      const key = heard ? 'tutor.heardNothing' : 'tutor.stillThere';
      reassured ||= heard === null;
      const line = { text: context.translate(key), language: context.locale };
      await conversation.say([line], this.#bargeIn, signal);
      if (choices.microphoneMode !== 'hands-free') return;
    }
  }

  /** Judges an answer, or does what was asked for ("repeat", "I don't know"). */
  answer(text: string, by: AnsweredBy, confidence?: number): void {
    const host = this.#host;
    if (host.phase === 'prompt') host.go({ type: 'prompted' });
    const { lesson, run, step } = host;
    if (host.phase !== 'answer' && host.phase !== 'confirm' && host.phase !== 'feedback') return;
    if (!host.asks && step.kind !== 'talk') return;
    const command = spokenCommand(text, answerLanguage(lesson, step));
    if (host.phase === 'confirm' && (command === 'yes' || command === 'no')) {
      this.confirm(command === 'yes');
      return;
    }
    const check = checkStep(lesson, step, text, {
      turnIndex: run.turnIndex,
      spoken: by === 'voice',
      ...(confidence === undefined ? {} : { confidence }),
    });
    this.#parts.recorder.mark('checked', this.#parts.now());
    const wanted = command ?? spokenCommand(text, host.context.locale);
    if (wanted && by !== 'tap' && check.verdict !== 'right' && this.#obey(wanted)) return;
    if (host.phase === 'confirm') host.go({ type: 'confirmed', yes: false, check });
    if (host.phase === 'feedback') host.go({ type: 'retried' });
    host.go({ type: 'answered', answer: text, check, by });
  }

  #obey(command: NonNullable<ReturnType<typeof spokenCommand>>): boolean {
    switch (command) {
      case 'repeat':
        this.repeat(false);
        return true;
      case 'slower':
        this.repeat(true);
        return true;
      case 'hint':
      case 'dont-know':
        return this.#helpOn();
      case 'skip':
        this.#host.go({ type: 'skipped' });
        return true;
      case 'pause':
        this.#host.pause();
        return true;
      case 'help':
        this.#sayThenListen([this.#own('tutor.help')]);
        return true;
      case 'yes':
      case 'no':
        return false;
    }
  }

  /** A hint while there is one; otherwise not knowing counts as a try, so the answer comes. */
  #helpOn(): boolean {
    if (hintsLeft(this.#host.lesson, this.#host.run) === 0) return false;
    this.hint();
    return true;
  }

  confirm(yes: boolean): void {
    const { lesson, run, step } = this.#host;
    const check = checkStep(lesson, step, run.last?.answer ?? '', {
      turnIndex: run.turnIndex,
      spoken: true,
      confidence: 1,
    });
    this.#host.go({ type: 'confirmed', yes, check });
  }

  hint(): void {
    const host = this.#host;
    if (host.phase === 'prompt') host.go({ type: 'prompted' });
    const before = host.run;
    const next = hintsOf(host.step, before.turnIndex)[before.hints];
    if (next === undefined) {
      this.#sayThenListen([this.#own('tutor.noMoreHints')]);
      return;
    }
    this.#first = hintLines(host.context, next);
    host.go({ type: 'hinted' });
    if (host.run === before) this.#first = [];
  }

  repeat(slower: boolean): void {
    const slow = promptLines(this.#host.context).map((line) => ({ ...line, slow: slower }));
    if (this.#host.phase === 'prompt') {
      this.#begin(async (signal) => {
        await this.#parts.conversation.say(slow, false, signal);
        this.#host.go({ type: 'prompted' });
      });
    } else this.#sayThenListen(slow);
  }

  hearModel(slower: boolean): void {
    this.#sayThenListen(modelLines(this.#host.context, slower));
  }

  #own(key: string): SpokenLine {
    return { text: this.#host.context.translate(key), language: this.#host.context.locale };
  }

  #sayThenListen(lines: readonly SpokenLine[]): void {
    this.#begin(async (signal) => {
      const said = await this.#parts.conversation.say(lines, this.#bargeIn, signal);
      await this.#resumePhase(signal, said.interruptedAtMs);
    });
  }

  /** Goes on listening, or waiting, without saying anything again. */
  listenAgain(): void {
    if (this.#spoken && !this.#parts.conversation.canHear) this.#openEar();
    this.#begin((signal) => this.#resumePhase(signal));
  }

  async #resumePhase(signal: AbortSignal, sinceMs?: number): Promise<void> {
    if (this.#host.phase === 'feedback') await this.#afterFeedback(signal, sinceMs);
    else await this.#listenIfOpen(signal, sinceMs);
  }

  penDown(): void {
    const { conversation, choices } = this.#parts;
    const mode = choices.microphoneMode;
    if (!this.#spoken) {
      this.#host.setAnswerBy('voice');
      return;
    }
    if (conversation.state === 'listening') {
      if (mode === 'tap') conversation.finishTurn();
      else if (mode === 'hands-free') {
        this.halt();
        conversation.state = 'muted';
      }
      return;
    }
    if (this.#host.phase === 'prompt') this.#host.go({ type: 'prompted' });
    this.#begin(async (signal) => {
      if (!conversation.canHear) this.#openEar();
      if (await this.#ready) await this.#listen(signal);
    });
  }

  penUp(): void {
    if (this.#parts.choices.microphoneMode === 'push') this.#parts.conversation.finishTurn();
  }
}
