import type { ChatModel } from '../contracts/engine.ts';
import type { ReplyStream } from './reply-stream.ts';

/** So many of the last guesses are remembered. */
const REMEMBERED = 6;

/** A reply that was begun in a pause, before it was known that the learner had finished. */
interface Begun {
  readonly asked: string;
  readonly model: ChatModel;
  readonly stream: ReplyStream;
}

/** Keeps one reply that may turn out to be wanted, and whether such guesses are worth their work. */
export class EarlyReply {
  readonly #right: boolean[] = [];
  #begun: Begun | null = null;

  /**
   * For a learner who pauses a lot most guesses are wrong, and each costs a model its place in the
   * talk: then it is left in peace.
   */
  get worthwhile(): boolean {
    const wrong = this.#right.filter((right) => !right).length;
    return this.#right.length < 2 || wrong * 2 <= this.#right.length;
  }

  begin(asked: string, model: ChatModel, start: () => ReplyStream): void {
    if (this.#begun?.asked === asked && this.#begun.model === model) return;
    this.drop();
    this.#begun = { asked, model, stream: start() };
  }

  /** The learner went on: the guess was wrong. */
  wentOn(): void {
    if (this.#begun) this.#note(false);
    this.drop();
  }

  /** The reply that was begun for these very words; any other one is dropped. */
  take(asked: string, model: ChatModel): ReplyStream | null {
    const begun = this.#begun;
    if (begun?.asked !== asked || begun.model !== model) {
      this.drop();
      return null;
    }
    this.#begun = null;
    this.#note(true);
    return begun.stream;
  }

  drop(): void {
    this.#begun?.stream.cancel();
    this.#begun = null;
  }

  #note(right: boolean): void {
    this.#right.push(right);
    if (this.#right.length > REMEMBERED) this.#right.shift();
  }
}
