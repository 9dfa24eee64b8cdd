import type { LanguageRules } from '../read/language.ts';
import type { Pattern, PatternNode } from '../read/pattern.ts';
import { readText, type Word } from '../read/reading.ts';

/** A step of the automaton: a word to hear, any word, or nothing, and where each leads. */
interface State {
  readonly word?: Word;
  /** `...`: stays here over any word. */
  readonly any?: boolean;
  readonly next: readonly number[];
}

/** A pattern made ready for matching in one language. */
export interface PatternMatcher {
  /** Whether the words meet the pattern from first to last; time grows with words × pattern. */
  matches(words: readonly Word[], equal: (said: Word, want: Word) => boolean): boolean;
}

/** Builds the automaton from its end to its start; it has no loops but those of `...`. */
export function patternMatcher(pattern: Pattern, rules: LanguageRules): PatternMatcher {
  const END = 0;
  const states: State[] = [{ next: [] }];
  const add = (state: State): number => states.push(state) - 1;
  const build = (nodes: readonly PatternNode[], after: number): number =>
    nodes.reduceRight((next, node) => {
      if (node.kind === 'any') return add({ any: true, next: [next] });
      if (node.kind === 'choice') {
        return add({ next: node.branches.map((branch) => build(branch, next)) });
      }
      const { words } = readText(node.text, rules, { byEar: false, loose: true, numbers: 'apart' });
      return words.reduceRight((then, word) => add({ word, next: [then] }), next);
    }, after);
  const start = build(pattern.nodes, END);

  /** All states that can be reached without hearing a word. */
  const settle = (from: Iterable<number>): Set<number> => {
    const reached = new Set(from);
    for (const at of reached) {
      const state = states[at];
      if (state && state.word === undefined) for (const next of state.next) reached.add(next);
    }
    return reached;
  };

  return {
    matches(words, equal) {
      let active = settle([start]);
      for (const said of words) {
        const next: number[] = [];
        for (const at of active) {
          const state = states[at];
          if (state?.any) next.push(at);
          else if (state?.word && equal(said, state.word)) next.push(...state.next);
        }
        if (next.length === 0) return false;
        active = settle(next);
      }
      return active.has(END);
    },
  };
}
