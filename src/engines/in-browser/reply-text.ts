import { StopStrings } from '../../contracts/stop-strings.ts';
import { ThinkFilter } from '../think-filter.ts';

/** The part of a model's output that the learner gets: no thinking, and nothing from a stop string on. */
export class ReplyText {
  readonly #thinking = new ThinkFilter();
  readonly #stops: StopStrings;

  constructor(stop: readonly string[] = []) {
    this.#stops = new StopStrings(stop);
  }

  /** Whether a stop string came; the rest of the output is not wanted. */
  get stopped(): boolean {
    return this.#stops.found;
  }

  push(text: string): string {
    return this.#stops.push(this.#thinking.push(text));
  }

  /** What was held back and turned out to be text. */
  end(): string {
    return this.#stops.push(this.#thinking.end()) + this.#stops.end();
  }
}
