import { fillIn } from './fill-in.ts';
import { ParleyError } from './parley-error.ts';

/** Sentence and remedy of an error, with `{name}` places. */
interface ErrorWords {
  readonly message: string;
  readonly remedy: string;
}

/** The error `code` of a table of sentences, its places filled in from `params`. */
export function errorFrom<Code extends string>(
  table: Readonly<Record<Code, ErrorWords>>,
  code: Code,
  params: Readonly<Record<string, string | number>>,
  cause?: unknown,
): ParleyError {
  const { message, remedy } = table[code];
  const fill = (text: string) => fillIn(text, (name) => params[name]?.toString());
  return new ParleyError(code, fill(message), fill(remedy), {
    params,
    ...(cause === undefined ? {} : { cause }),
  });
}
