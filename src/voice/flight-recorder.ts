/** The moments of one turn, in the order they usually come. */
export const stages = [
  'speechStart',
  'speechEnd',
  'turnEnd',
  'transcribeStart',
  'transcribeEnd',
  'checked',
  'thinkStart',
  'firstToken',
  'synthesisStart',
  'firstSound',
  'interrupted',
  'soundEnd',
] as const;
export type Stage = (typeof stages)[number];

/** When each stage of a turn was reached, ms on the page's clock. Never a word of what was said. */
export type Timeline = { readonly turn: number } & Readonly<Partial<Record<Stage, number>>>;

const KEPT = 200;
/** The last mark counts for these: a turn goes on after a pause, and transcribing starts anew. */
const MAY_MOVE: readonly Stage[] = ['speechEnd', 'turnEnd', 'transcribeStart', 'transcribeEnd'];

/** One timeline per turn of the learner; keeps the last 200 in memory. */
export class FlightRecorder {
  readonly #turns: { turn: number; marks: Map<Stage, number> }[] = [];
  #count = 0;

  /** A turn begins with the learner's voice. One that never ended is replaced. */
  begin(speechStartMs: number): void {
    const last = this.#turns.at(-1);
    if (last && !last.marks.has('turnEnd')) this.#turns.pop();
    else this.#count++;
    this.#turns.push({ turn: this.#count, marks: new Map([['speechStart', speechStartMs]]) });
    if (this.#turns.length > KEPT) this.#turns.shift();
  }

  /**
   * The current turn reached a stage. Of what happens once (first sound, checked …) the first mark
   * counts, so that the next prompt does not overwrite it. Ignored before the first turn.
   */
  mark(stage: Stage, timeMs: number): void {
    const marks = this.#turns.at(-1)?.marks;
    if (marks && (MAY_MOVE.includes(stage) || !marks.has(stage))) marks.set(stage, timeMs);
  }

  timelines(): readonly Timeline[] {
    return this.#turns.map(({ turn, marks }) => ({ turn, ...Object.fromEntries(marks) }));
  }

  /** ms from one stage to another, for each turn that reached both, oldest first. */
  spansMs(from: Stage, to: Stage): readonly number[] {
    return this.#turns.flatMap(({ marks }) => {
      const [start, end] = [marks.get(from), marks.get(to)];
      return start === undefined || end === undefined ? [] : [end - start];
    });
  }

  /** All timelines as JSON: numbers only, relative to each turn's last voice where it is known. */
  exportJson(): string {
    const turns = this.#turns.map(({ turn, marks }) => {
      const zero = marks.get('speechEnd') ?? marks.get('speechStart') ?? 0;
      const at = [...marks].map(([stage, ms]) => [stage, Math.round((ms - zero) * 10) / 10]);
      return { turn, ...(Object.fromEntries(at) as Partial<Record<Stage, number>>) };
    });
    return JSON.stringify({ format: 'parley-timelines', version: 1, turns }, null, 2);
  }
}
