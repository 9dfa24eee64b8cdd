import { createContext, Script, type Context } from 'node:vm';

/** A pattern that has not decided by then will not for a while. */
const LIMIT_MS = 100;

/** A regular expression whose search ends in time, whatever text it is given. */
export class TimedPattern {
  readonly #pattern: RegExp;

  /** @throws SyntaxError when the text is no regular expression. */
  constructor(source: string) {
    this.#pattern = new RegExp(source, 'iu');
  }

  /** Whether it is found; undefined when the search took longer than 100 ms and was ended. */
  test(text: string): boolean | undefined {
    const { script, context } = (room ??= makeRoom());
    context['pattern'] = this.#pattern;
    context['text'] = text;
    try {
      return script.runInContext(context, { timeout: LIMIT_MS }) as boolean;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
        return undefined;
      throw error;
    } finally {
      context['text'] = '';
    }
  }
}

/** Only what runs as a script of its own can be ended from outside. */
let room: { readonly script: Script; readonly context: Context } | undefined;

function makeRoom() {
  return { script: new Script('pattern.test(text)'), context: createContext({}) };
}

const MANY_TEXTS = 24;
const LONG = 2000;

/**
 * A text on which a regular expression takes too long, if one is found among those that a repeat
 * inside a repeat chokes on: what the expression itself names, many times, with an end that it
 * does not expect. @throws SyntaxError as above.
 */
export function slowText(source: string): string | undefined {
  const pattern = new TimedPattern(source);
  const named = source.match(/[\p{L}\p{N}]+|[^\\^$.|?*+()[\]{}]/gu) ?? [];
  const parts = new Set(['a', '0', ' ', 'aA', ...named.flatMap((part) => [part, part.charAt(0)])]);
  for (const part of [...parts].slice(0, MANY_TEXTS)) {
    const text = `${part.repeat(Math.ceil(LONG / part.length)).slice(0, LONG)}\u0001`;
    // A busy machine is slow once; an expression that chokes does so each time.
    if (pattern.test(text) === undefined && pattern.test(text) === undefined) return part;
  }
  return undefined;
}
