import { wait } from '../base/wait.ts';
import type { AnswerCheck } from '../contracts/answer-check.ts';
import type { Engine, Transcript } from '../contracts/engine.ts';
import { checkStep } from '../lessons/check-step.ts';
import type { AnswerListener, ListenedAnswer } from '../lessons/listen-to-answer.ts';
import type { AnsweredBy, LessonRun } from '../lessons/lesson-run.ts';
import { spokenCommand } from '../lessons/spoken-command.ts';
import { answerLanguage, hintsOf } from '../lessons/step-facts.ts';
import { hintsLeft, mayMakeHints, type LessonEvent } from '../lessons/stepping.ts';
import { askAgainLines, hintLines } from '../tutor/lesson-tutor.ts';
import grading from '../tutor/grading.json' with { type: 'json' };
import { rubricOf } from '../tutor/rubric.ts';
import type { SpokenLine } from '../contracts/spoken-line.ts';
import type { Heard } from '../voice/conversation.svelte.ts';
import type { Utterance } from '../voice/ear/ear-events.ts';
import type { LessonPlayerParts } from './lesson-player-parts.ts';
import type { LessonVoice, VoiceHost } from './lesson-voice.ts';
import { lookAgain } from './look-again.ts';
import { canMakeHints, makeHint } from './made-hint.ts';
import { listenOnceMore } from '../voice/second-ears.ts';
import type { StepPhase } from './player-view.ts';

/**
 * Of digits said by people in .22 to .29 s one in eight came to the ears as another word: so little
 * sound is no proof that somebody is wrong.
 */
const SHORT_MS = 350;

/** What judging answers needs of the player. */
export interface AnswerHost extends VoiceHost {
  readonly run: LessonRun;
  readonly phase: StepPhase;
  pause(): void;
  go(event: LessonEvent): void;
}

/** What judging answers needs of the turns: one move at a time. */
export interface Moves {
  move(work: (signal: AbortSignal) => Promise<void>): void;
  sayThenListen(lines: readonly SpokenLine[]): void;
  /** Said before whatever the next phase says. */
  sayFirst(lines: readonly SpokenLine[]): void;
  repeat(slower: boolean): void;
  listenAgain(): void;
}

/** What the learner's words do: they are judged, or ask for something ("repeat", "a hint"). */
export class AnswerTurn {
  readonly #host: AnswerHost;
  readonly #parts: LessonPlayerParts;
  readonly #voice: LessonVoice;
  readonly #moves: Moves;
  /** Settles when the judges of this step are awake, or cannot be woken. */
  #awake: Promise<unknown> = Promise.resolve();

  constructor(host: AnswerHost, parts: LessonPlayerParts, voice: LessonVoice, moves: Moves) {
    this.#host = host;
    this.#parts = parts;
    this.#voice = voice;
    this.#moves = moves;
  }

  /** Wakes those who may have to judge this step by meaning, while the task is said. */
  prepare(): void {
    const { kind } = this.#host.step;
    const free = new AbortController().signal;
    // One that cannot be woken has no opinion.
    const wake = async (engine: Engine | null) => engine?.warmUp(() => {}, free).catch(() => {});
    const judges: Promise<void>[] = [];
    if (kind === 'ask' || kind === 'teach-back') judges.push(wake(this.#parts.embedder()));
    // A language model is much to load; only an explanation is worth it.
    if (kind === 'teach-back') judges.push(wake(this.#parts.chat()));
    this.#awake = Promise.all(judges);
  }

  /** Judges a typed or tapped answer, or does what was asked for. */
  answer(text: string, by: AnsweredBy): void {
    const { lesson, step, run } = this.#host;
    if (!this.#opens() || (by !== 'tap' && this.#confirms(text))) return;
    const how = { turnIndex: run.turnIndex, spoken: by === 'voice' };
    this.#take(
      { kind: 'judged', answer: text, check: checkStep(lesson, step, text, how) },
      text,
      by,
    );
  }

  /**
   * Judges a spoken answer, or does what was asked for. What the first ears cannot tell, others that
   * are ready hear in the same moment.
   */
  async heard(
    { transcript, utterance }: Heard,
    listener: AnswerListener,
    signal: AbortSignal,
  ): Promise<void> {
    const text = transcript.text.trim();
    if (!this.#opens() || this.#confirms(text)) return;
    const listened = this.#benefitOfDoubt(listener.judge(transcript), utterance);
    if (listened.kind === 'judged' || this.#commandIn(text)) {
      this.#take(listened, text, 'voice');
      return;
    }
    this.#parts.conversation.state = 'thinking';
    const options = { language: this.#language, ...listener };
    const others = this.#parts.secondEars();
    const again = others && (await listenOnceMore(others, utterance.samples, options, signal));
    signal.throwIfAborted();
    this.#take(this.#second(again, listener) ?? listened, text, 'voice');
  }

  /** What is too short to be sure of is asked for once more before it is called wrong. */
  #benefitOfDoubt(listened: ListenedAnswer, { speechStartMs, speechEndMs }: Utterance) {
    const wrong = listened.kind === 'judged' && listened.check.verdict === 'wrong';
    const asked = (this.#host.run.asks ?? 0) > 0;
    if (!wrong || asked || speechEndMs - speechStartMs >= SHORT_MS) return listened;
    return { kind: 'ask-again', answer: listened.answer } as const;
  }

  /** What other ears came to counts only where they heard the right answer. */
  #second(again: Transcript | null, listener: AnswerListener): ListenedAnswer | null {
    const listened = again && listener.judge(again);
    const right = listened?.kind === 'judged' && listened.check.verdict === 'right';
    return right ? listened : null;
  }

  get #language(): string {
    return answerLanguage(this.#host.lesson, this.#host.step);
  }

  /** Whether there is anything to answer; the task need not be said to its end. */
  #opens(): boolean {
    const host = this.#host;
    if (host.phase === 'done' || (!host.asks && host.step.kind !== 'talk')) return false;
    if (host.phase === 'prompt') host.go({ type: 'prompted' });
    return true;
  }

  /** In the lesson's language or in the learner's own. */
  #commandIn(text: string): ReturnType<typeof spokenCommand> {
    return spokenCommand(text, this.#language) ?? spokenCommand(text, this.#host.context.locale);
  }

  /** "Yes" or "no" to "Did you say …?". */
  #confirms(text: string): boolean {
    if (this.#host.phase !== 'confirm') return false;
    const command = this.#commandIn(text);
    if (command !== 'yes' && command !== 'no') return false;
    this.confirm(command === 'yes');
    return true;
  }

  #take(listened: ListenedAnswer, text: string, by: AnsweredBy): void {
    const host = this.#host;
    this.#parts.recorder.mark('checked', this.#parts.now());
    // What is the right answer is no command; in a free talk nothing is right or wrong.
    const right = listened.kind === 'judged' && listened.check.verdict === 'right';
    const command = by === 'tap' ? null : this.#commandIn(text);
    const obeys = command && (!right || host.step.kind === 'talk');
    if (obeys && this.#obey(command)) return;
    if (host.phase === 'confirm') this.#unconfirmed(text);
    if (host.phase === 'feedback') host.go({ type: 'retried' });
    if (listened.kind === 'judged') this.#judge(listened.answer, listened.check, by);
    else this.#askAgain(listened);
  }

  /** The learner says something else instead of "yes". */
  #unconfirmed(text: string): void {
    const { lesson, step, run } = this.#host;
    const check = checkStep(lesson, step, text, { turnIndex: run.turnIndex, spoken: true });
    this.#host.go({ type: 'confirmed', yes: false, check });
  }

  /** Costs no try, and says nothing of the answer that the learner has not said. */
  #askAgain({ answer, weakest }: Extract<ListenedAnswer, { kind: 'ask-again' }>): void {
    const { run, context } = this.#host;
    const more = weakest === undefined ? {} : { weakest };
    this.#moves.sayFirst(askAgainLines(context, (run.asks ?? 0) + 1, weakest));
    this.#host.go({ type: 'askedAgain', answer, ...more });
  }

  /** Answers the question that is open; what the rules refuse is looked at again by meaning. */
  #judge(answer: string, check: AnswerCheck, by: AnsweredBy): void {
    const host = this.#host;
    const { lesson, step, run } = host;
    const go = (found: AnswerCheck) => host.go({ type: 'answered', answer, check: found, by });
    const judges = { chat: this.#parts.chat(), embedder: this.#parts.embedder() };
    const able = judges.chat !== null || judges.embedder !== null;
    const rubric = able && !run.revealed ? rubricOf(lesson, step, answer, check) : null;
    if (!rubric || host.phase !== 'answer') {
      go(check);
      return;
    }
    const refused = { lesson, step, turnIndex: run.turnIndex, answer, check, rubric };
    this.#moves.move(async (signal) => {
      this.#parts.conversation.state = 'thinking';
      // Whoever answers sooner than a judge wakes is not told "not yet" for that.
      await Promise.race([this.#awake, wait(grading.wakeLimitMs, signal)]);
      go(await lookAgain(refused, judges, signal));
    });
  }

  #obey(command: NonNullable<ReturnType<typeof spokenCommand>>): boolean {
    switch (command) {
      case 'repeat':
        this.#moves.repeat(false);
        return true;
      case 'slower':
        this.#moves.repeat(true);
        return true;
      case 'hint':
        this.hint();
        return true;
      case 'dont-know':
        return this.#helpOn();
      case 'skip':
        this.#host.go({ type: 'skipped' });
        return true;
      case 'pause':
        this.#host.pause();
        return true;
      case 'help':
        this.#moves.sayThenListen([this.#voice.own('tutor.help')]);
        return true;
      case 'yes':
      case 'no':
        return false;
    }
  }

  /** A hint while there is one; otherwise not knowing counts as a try, so the answer comes. */
  #helpOn(): boolean {
    const { lesson, run } = this.#host;
    if (run.revealed || hintsLeft(lesson, run) === 0) return false;
    this.hint();
    return true;
  }

  /** The learner's word on "Did you say …?". */
  confirm(yes: boolean): void {
    const { lesson, run, step } = this.#host;
    const answer = run.last?.answer ?? '';
    const by = run.last?.by ?? 'voice';
    const check = checkStep(lesson, step, answer, {
      turnIndex: run.turnIndex,
      spoken: true,
      confidence: 1,
    });
    const refused = yes && rubricOf(lesson, step, answer, check) !== null;
    this.#host.go({ type: 'confirmed', yes: yes && !refused, check });
    // What was said is certain now; what it means is looked at as for any other answer.
    if (refused) this.#judge(answer, check, by);
  }

  /** How many hints there still are, those included that a model here could make. */
  get hintsLeft(): number {
    const { lesson, run, step } = this.#host;
    const own = hintsLeft(lesson, run);
    if (own > 0 || mayMakeHints(step, run) === 0) return own;
    return canMakeHints(this.#parts.chat(), lesson, step, run) ? mayMakeHints(step, run) : 0;
  }

  hint(): void {
    const host = this.#host;
    if (host.phase === 'prompt') host.go({ type: 'prompted' });
    // Who asks for help has not said what was heard.
    if (host.phase === 'confirm') this.confirm(false);
    const next = hintsOf(host.step, host.run.turnIndex)[host.run.hints];
    const chat = this.#parts.chat();
    if (next !== undefined) this.#give(next);
    else if (chat && this.hintsLeft > 0) {
      const { lesson, step, run } = host;
      this.#moves.move(async (signal) => {
        this.#parts.conversation.state = 'thinking';
        const made = await makeHint(chat, lesson, step, run, signal);
        if (made === null) this.#noMore();
        else this.#give(made, made);
      });
    } else this.#noMore();
  }

  #noMore(): void {
    this.#moves.sayThenListen([this.#voice.own('tutor.noMoreHints')]);
  }

  #give(hint: string, made?: string): void {
    const before = this.#host.run;
    this.#moves.sayFirst(hintLines(this.#host.context, hint));
    this.#host.go({ type: 'hinted', ...(made === undefined ? {} : { made }) });
    if (this.#host.run !== before) return;
    this.#moves.sayFirst([]);
    this.#moves.listenAgain();
  }
}
