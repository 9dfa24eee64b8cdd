import { linkedAbort } from '../base/linked-abort.ts';
import type { ChatMessage, ChatModel } from '../contracts/engine.ts';
import type { SaidLine } from '../lessons/lesson-run.ts';
import { mayBeTold } from '../lessons/said-under.ts';
import { fitting } from '../tutor/context-budget.ts';
import { rankByWords, rankPassages } from '../tutor/passage-choice.ts';
import type { TalkStep } from '../tutor/system-prompt.ts';
import { exchangesOf, type Exchange } from '../tutor/talk-history.ts';
import { planTalk, talkMessages, type TalkPlan } from '../tutor/talk-messages.ts';
import type { LessonPlayerParts } from './lesson-player-parts.ts';
import { ReplyStream } from './reply-stream.ts';

/** Looking up passages by meaning is given so long; then words have to do. */
const LOOK_UP_MS = 400;

/** What a model is told in a talk, turn after turn, and what it has read so far. */
export class TalkPrompt {
  readonly #parts: LessonPlayerParts;
  /** Replies as the model made them, by what was said of them: an engine has read these. */
  readonly #raw = new Map<string, string>();
  readonly #lookedUp = new Map<string, readonly string[]>();
  #ahead = new AbortController();

  constructor(parts: LessonPlayerParts) {
    this.#parts = parts;
  }

  /** What was said so far, as a model read it; without what may not go as far as this policy lets it. */
  exchanges(said: readonly SaidLine[]): readonly Exchange[] {
    return exchangesOf(mayBeTold(said, this.#parts.policy())).map((exchange) => {
      const reply = this.#raw.get(exchange.reply) ?? exchange.reply;
      const passages = this.#lookedUp.get(exchange.asked);
      return { ...exchange, reply, ...(passages ? { passages } : {}) };
    });
  }

  /** A whole reply and what was said of it: without Markdown, one space between sentences. */
  remember(raw: string, said: string): void {
    if (raw !== said) this.#raw.set(said, raw);
  }

  /** Loads the model and lets it read what is known so far, so that its reply comes sooner. */
  readAhead(model: ChatModel, step: TalkStep, said: readonly SaidLine[]): void {
    this.stopReading();
    this.#ahead = new AbortController();
    const messages = talkMessages(this.#plan(model, step), this.exchanges(said));
    const { signal } = this.#ahead;
    const read = async () => {
      await model.warmUp(() => {}, signal);
      if (messages.length > 0) await model.prefill(messages, signal);
    };
    // A hint: what fails here fails again, or not, when a reply is wanted.
    read().catch(() => {});
  }

  stopReading(): void {
    this.#ahead.abort();
  }

  /** Begins a reply to `asked` after `before`. */
  start(
    asked: string,
    model: ChatModel,
    step: TalkStep,
    before: readonly Exchange[],
    signal: AbortSignal,
  ): ReplyStream {
    const plan = this.#plan(model, step);
    const messages = async (either: AbortSignal): Promise<readonly ChatMessage[]> => {
      const passages = await this.#lookUp(asked, step, plan, either);
      return talkMessages(plan, [...before, { asked, passages, reply: '' }]);
    };
    const now = () => this.#parts.now();
    return new ReplyStream({ model, messages, maxTokens: plan.budget.reply, now }, signal);
  }

  #plan(model: ChatModel, step: TalkStep): TalkPlan {
    return planTalk(this.#parts.lesson, step, model.contextTokens);
  }

  /** The passages that are read with a question, where they do not all fit the prompt. */
  async #lookUp(
    asked: string,
    step: TalkStep,
    plan: TalkPlan,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const { passages = [] } = step;
    const { budget, system } = plan;
    const kept = this.#lookedUp.get(asked);
    if (kept) return kept;
    if (passages.length === 0 || system.holdsPassages || budget.material === 0) return [];
    const limited = linkedAbort(signal);
    const timer = setTimeout(() => limited.abort(), LOOK_UP_MS);
    const embedder = this.#parts.embedder();
    const ranked = await rankPassages(asked, passages, plan.language, embedder, limited.signal)
      .catch(() => rankByWords(asked, passages, plan.language))
      .finally(() => {
        clearTimeout(timer);
        limited.abort();
      });
    signal.throwIfAborted();
    const texts = ranked.map(({ passage }) => passage);
    const found = fitting(texts, budget.material / 2);
    this.#lookedUp.set(asked, found);
    return found;
  }
}
