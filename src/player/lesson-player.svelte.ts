import type { ParleyError } from '../base/parley-error.ts';
import type { AnswerCheck } from '../contracts/answer-check.ts';
import type { Lesson, Step } from '../contracts/lesson.ts';
import { modelAnswer } from '../lessons/check-step.ts';
import type { AnsweredBy, LessonRun, SaidLine } from '../lessons/lesson-run.ts';
import { answerLanguage, expectsAnswer, promptOf } from '../lessons/step-facts.ts';
import { advance, ASKED_AGAIN, currentHints, triesLeft } from '../lessons/stepping.ts';
import type { LessonEvent } from '../lessons/stepping.ts';
import { summarize, type LessonResult } from '../lessons/summarize.ts';
import { linesAhead } from '../tutor/lines-ahead.ts';
import { currentStep, feedbackLines, type TutorContext } from '../tutor/lesson-tutor.ts';
import { dialogueSoFar } from '../tutor/dialogue-so-far.ts';
import type { LessonPlayerParts } from './lesson-player-parts.ts';
import { LessonTurns } from './lesson-turns.ts';
import type { Timeline } from '../voice/flight-recorder.ts';
import { SpeechAhead } from './speech-ahead.ts';
import type { AnswerBy, PlayerView, ReplyPlace, StepPhase } from './player-view.ts';
import type { MicrophoneMode, VoiceState } from '../voice/voice-state.ts';

/**
 * A lesson being played: what the screen shows, and what each press means. What is said and heard
 * in a phase is done by `LessonTurns`; where the run goes next is decided by `lessons/stepping`.
 */
export class LessonPlayer implements PlayerView {
  readonly lesson: Lesson;
  run: LessonRun = $state.raw() as LessonRun;
  answerBy: AnswerBy = $state('keyboard');
  ears: PlayerView['ears'] = $state(null);
  result: LessonResult | null = $state.raw(null);
  placeKept = $state(true);
  resultKept: boolean | null = $state(null);

  readonly #parts: LessonPlayerParts;
  readonly #turns: LessonTurns;
  readonly #ahead: SpeechAhead;
  #awaitingEars = new AbortController();
  #paused = $state(false);
  #playedMs = 0;
  #playingSince: number | null = null;

  constructor(parts: LessonPlayerParts) {
    this.lesson = parts.lesson;
    this.run = parts.run;
    this.answerBy = parts.answerBy;
    this.#parts = parts;
    this.#turns = new LessonTurns(this, parts);
    this.#ahead = new SpeechAhead(parts.prepareSpeech);
  }

  get step(): Step {
    return currentStep(this);
  }
  get stepIndex(): number {
    return this.run.stepIndex;
  }
  get phase(): StepPhase {
    return this.run.phase;
  }
  get voice(): VoiceState {
    return this.#paused ? 'paused' : this.#parts.conversation.state;
  }
  get microphoneMode(): MicrophoneMode {
    return this.#parts.choices.microphoneMode;
  }
  get prompt(): string {
    return promptOf(this.lesson, this.step, this.run.turnIndex).text;
  }
  get promptLanguage(): string {
    return promptOf(this.lesson, this.step, this.run.turnIndex).language;
  }
  get answerLanguage(): string {
    return answerLanguage(this.lesson, this.step);
  }
  get said(): readonly SaidLine[] {
    return this.step.kind === 'dialogue'
      ? dialogueSoFar(this.lesson, this.run)
      : (this.run.said ?? []);
  }
  get replyFrom(): ReplyPlace | null {
    return this.#parts.replyFrom();
  }
  timelines(): readonly Timeline[] {
    return this.#parts.recorder.timelines();
  }
  get caption(): string {
    return this.#parts.conversation.caption;
  }
  get draft(): string {
    return this.#parts.conversation.draft;
  }
  get heard(): string {
    return this.run.last?.answer ?? '';
  }
  get heardBy(): AnsweredBy | null {
    return this.run.last?.by ?? null;
  }
  get check(): AnswerCheck | null {
    return this.run.last?.check ?? null;
  }
  get feedback(): readonly string[] {
    return this.phase === 'feedback' ? feedbackLines(this.context).map((line) => line.text) : [];
  }
  get hints(): readonly string[] {
    return currentHints(this.lesson, this.run);
  }
  get canListen(): boolean {
    return this.#parts.canListen();
  }
  get hintsLeft(): number {
    return this.#turns.answers.hintsLeft;
  }
  get triesLeft(): number {
    return triesLeft(this.lesson, this.run);
  }
  get timesAsked(): number {
    return this.run.asks ?? 0;
  }
  get weakest(): string | null {
    const reason = this.run.last?.check.reason;
    const word = reason?.key === ASKED_AGAIN ? reason.params?.['weakest'] : undefined;
    return typeof word === 'string' ? word : null;
  }
  get slowerEars(): string | null {
    return this.#parts.slowerEars();
  }
  get model(): string | null {
    const may = this.run.revealed || this.run.last?.check.verdict === 'right';
    return may ? modelAnswer(this.lesson, this.step, this.run.turnIndex) : null;
  }
  get notice(): ParleyError | null {
    return this.#parts.conversation.notice;
  }
  get alone(): boolean {
    return this.#parts.alone();
  }
  get asksMicrophone(): boolean {
    return this.#parts.conversation.asksMicrophone;
  }
  get canContinue(): boolean {
    return this.phase === 'feedback' || (this.phase === 'answer' && this.step.kind === 'talk');
  }
  get elapsedMs(): number {
    const since = this.#playingSince;
    return this.#playedMs + (since === null ? 0 : this.#parts.now() - since);
  }
  get context(): TutorContext {
    const { translate, locale } = this.#parts;
    return { lesson: this.lesson, run: this.run, translate: translate(), locale: locale() };
  }

  level(): number {
    return this.#parts.conversation.level();
  }

  /** Moves the run on and does what the new phase asks for. `sinceMs`: the learner speaks already. */
  go(event: LessonEvent, sinceMs?: number): void {
    const before = this.run;
    this.run = advance(this.lesson, before, event);
    if (this.run === before) return;
    this.#wake();
    if (event.type === 'answered' && event.by === 'voice') this.ears = null;
    if (this.run.phase === 'done') this.#finish();
    else {
      this.#keep();
      // Here nobody has begun to write yet.
      if (this.run.phase === 'prompt') this.takeEars();
      this.#turns.enter(this.run.phase, sinceMs);
      this.#lookAhead();
    }
  }

  #lookAhead(): void {
    this.#ahead.look(linesAhead(this.context));
  }

  /** Answers would be spoken, and nothing here hears yet: the keyboard answers until then. */
  #awaitEars(): void {
    this.ears = 'awaited';
    const { signal } = (this.#awaitingEars = new AbortController());
    this.#parts.earsReady(signal).then(
      () => {
        if (signal.aborted) return;
        this.ears = 'came';
        // While the tutor tells something nobody writes an answer.
        if (!this.asks && this.step.kind !== 'talk') this.takeEars();
      },
      () => {},
    );
  }

  /** From here on answers are spoken, where ears have come for that. */
  takeEars(): void {
    if (this.ears !== 'came' || !this.#parts.canListen()) return;
    this.setAnswerBy('voice');
    this.ears = 'open';
  }

  #forgetEars(): void {
    this.#awaitingEars.abort();
    this.ears = null;
  }

  addSaid(line: SaidLine, again = false): void {
    const said = { ...line, policy: this.#parts.policy() };
    this.run = advance(this.lesson, this.run, { type: 'talked', line: said, again });
    this.#keep();
  }

  #keep(): void {
    this.#parts.keep(this.run).then(
      (kept) => (this.placeKept = kept),
      () => (this.placeKept = false),
    );
  }

  #finish(): void {
    this.#stopClock();
    this.#forgetEars();
    this.#ahead.stop();
    this.result = summarize(this.lesson, this.run);
    this.#turns.finish();
    this.#parts.finish(this.run, this.#playedMs, (kept) => (this.resultKept = kept));
  }

  #stopClock(): void {
    this.#playedMs = this.elapsedMs;
    this.#playingSince = null;
  }

  start(): void {
    this.#paused = false;
    this.#playingSince = this.#parts.now();
    if (this.answerBy === 'voice' && !this.#parts.canListen()) {
      this.answerBy = 'keyboard';
      this.#awaitEars();
    }
    this.#turns.begin();
    this.#lookAhead();
  }

  pause(): void {
    if (this.#paused || this.phase === 'done') return;
    this.#turns.close();
    this.#ahead.stop();
    this.#stopClock();
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#wake();
    this.#turns.enter(this.phase);
  }

  /** Whoever asks for something in a pause has ended it. */
  #wake(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#playingSince = this.#parts.now();
    this.#turns.openEar();
  }

  microphoneDown(): void {
    if (this.#paused) this.resume();
    else if (this.phase !== 'done') this.#turns.microphoneDown();
  }

  microphoneUp(): void {
    this.#turns.microphoneUp();
  }

  answerInWriting(text: string): void {
    this.#wake();
    this.#turns.answers.answer(text, 'keyboard');
  }

  choose(option: number): void {
    const chosen = this.step.kind === 'choose' ? this.step.options[option] : undefined;
    if (!chosen) return;
    this.#wake();
    this.#turns.answers.answer(chosen.text, 'tap');
  }

  confirm(yes: boolean): void {
    this.#wake();
    this.#turns.answers.confirm(yes);
  }

  dispute(): void {
    this.go({ type: 'disputed' });
  }

  listenCarefully(): void {
    this.#parts.listenCarefully();
    this.#turns.listenAgain();
  }

  hint(): void {
    this.#wake();
    this.#turns.answers.hint();
  }

  repeat(slower = false): void {
    this.#wake();
    this.#turns.repeat(slower);
  }

  hearModel(slower = false): void {
    this.#wake();
    this.#turns.hearModel(slower);
  }

  skip(): void {
    this.go({ type: 'skipped' });
  }

  tryAgain(): void {
    this.go({ type: 'retried' });
  }

  continue(): void {
    // What is still being said may be cut short; where nothing is asked that is the end of the step.
    const narrated = !this.asks && this.step.kind === 'say';
    const saying = this.phase === 'prompt';
    if (saying) this.go({ type: 'prompted' });
    if (!saying || narrated) this.go({ type: 'continued' });
  }

  setAnswerBy(by: AnswerBy): void {
    // Whoever chooses stays with it.
    this.#forgetEars();
    if (by === this.answerBy) return;
    if (by === 'voice' && !this.#parts.canListen()) return this.#awaitEars();
    this.answerBy = by;
    if (!this.#paused) this.#turns.changeWay();
  }

  setMicrophoneMode(mode: MicrophoneMode): void {
    this.#parts.choices.microphoneMode = mode;
    if (!this.#paused) this.#turns.changeWay();
  }

  dismissNotice(): void {
    this.#parts.conversation.notice = null;
  }

  leave(): void {
    this.#turns.close();
    this.#ahead.stop();
    this.#forgetEars();
    this.#stopClock();
    if (this.phase !== 'done') this.#keep();
    this.#parts.leave?.();
  }

  /** Whether an answer to the present question would be judged. */
  get asks(): boolean {
    return expectsAnswer(this.step, this.run.turnIndex);
  }
}
