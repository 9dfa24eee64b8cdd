import { ParleyError } from '../../../base/parley-error.ts';

/**
 * One node of a pattern. `text` is a run of words, `any` stands for `...`, `choice` for `(a | b)`;
 * `[x]` is a choice with an empty branch.
 */
export type PatternNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'choice'; readonly branches: readonly (readonly PatternNode[])[] };

/** A checked pattern of a lesson: `I (have | 've) been [there] ...`. Holds no user expression. */
export interface Pattern {
  readonly source: string;
  readonly nodes: readonly PatternNode[];
}

const LONGEST = 400;
const DEEPEST = 8;
const PART = /\.{3}|…|[()[\]|]|(?:(?!\.{3})[^()[\]|…])+/gu;

function invalid(source: string, problem: string): ParleyError {
  return new ParleyError(
    'pattern-invalid',
    `The pattern "${source.slice(0, 80)}" cannot be read: ${problem}.`,
    'Write words, (one | another) for a choice, [word] for a word that may be left out, and ... for any words.',
    { params: { pattern: source.slice(0, 80), problem } },
  );
}

/** Whether the nodes can be met without saying any particular word. */
function meetsAnything(nodes: readonly PatternNode[]): boolean {
  return nodes.every(
    (node) => node.kind === 'any' || (node.kind === 'choice' && node.branches.some(meetsAnything)),
  );
}

/**
 * Reads a pattern: words; `(a | b c)` for alternatives; `[x]` for what may be left out; `...` for any
 * words. Throws ParleyError `pattern-invalid` with the reason when it is malformed or would accept
 * every answer.
 */
export function compilePattern(source: string): Pattern {
  if (source.length > LONGEST) throw invalid(source, `it is longer than ${LONGEST} characters`);
  const parts = source.match(PART) ?? [];
  let at = 0;

  const branches = (close: string | null, depth: number): (readonly PatternNode[])[] => {
    if (depth > DEEPEST) throw invalid(source, 'its brackets are nested too deeply');
    const all: PatternNode[][] = [[]];
    for (; at < parts.length; at++) {
      const part = parts[at] ?? '';
      const current = all.at(-1) ?? [];
      if (part === ')' || part === ']') {
        if (part !== close) throw invalid(source, `a "${part}" closes nothing`);
        break;
      }
      if (part === '|') {
        all.push([]);
      } else if (part === '(' || part === '[') {
        at += 1;
        const inner = branches(part === '(' ? ')' : ']', depth + 1);
        if (at >= parts.length) throw invalid(source, `a "${part}" is never closed`);
        current.push({ kind: 'choice', branches: part === '[' ? [...inner, []] : inner });
      } else if (part === '...' || part === '…') {
        current.push({ kind: 'any' });
      } else if (/[\p{L}\p{N}%€$£]/u.test(part)) {
        current.push({ kind: 'text', text: part.trim() });
      }
    }
    if (all.some((branch) => branch.length === 0)) {
      throw invalid(
        source,
        all.length > 1 ? 'one of its choices is empty' : 'nothing stands in it',
      );
    }
    return all;
  };

  const top = branches(null, 0);
  const nodes = top.length === 1 ? (top[0] ?? []) : [{ kind: 'choice' as const, branches: top }];
  if (meetsAnything(nodes)) throw invalid(source, 'it would accept every answer');
  return { source, nodes };
}

/** At most `most` readings of a pattern as plain text, the simplest first; `...` stays as it is. */
export function patternReadings(pattern: Pattern, most: number): readonly string[] {
  const expand = (nodes: readonly PatternNode[]): string[] => {
    let found = [''];
    for (const node of nodes) {
      const ends =
        node.kind === 'text'
          ? [node.text]
          : node.kind === 'any'
            ? ['...']
            : node.branches
                .flatMap((branch) => (branch.length === 0 ? [''] : expand(branch)))
                .slice(0, most);
      found = found.flatMap((start) => ends.map((end) => `${start} ${end}`.trim())).slice(0, most);
    }
    return found;
  };
  return [...new Set(expand(pattern.nodes))];
}

/** The pattern said in the simplest way: the first choice everywhere, nothing for `...`. */
export function simplestReading(pattern: Pattern): string {
  const first = (nodes: readonly PatternNode[]): string =>
    nodes
      .map((node) =>
        node.kind === 'text' ? node.text : node.kind === 'any' ? '' : first(node.branches[0] ?? []),
      )
      .filter(Boolean)
      .join(' ');
  return first(pattern.nodes);
}
