import { ParleyError } from '../base/parley-error.ts';
import sentences from './store-errors.json' with { type: 'json' };

export type StoreErrorCode = keyof typeof sentences;

/** An error of the model store: the sentence and the remedy stand in store-errors.json. */
export function storeError(
  code: StoreErrorCode,
  params: Record<string, string | number> = {},
  cause?: unknown,
): ParleyError {
  const { message, remedy } = sentences[code];
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (place, name: string) => String(params[name] ?? place));
  return new ParleyError(code, fill(message), fill(remedy), {
    params,
    ...(cause === undefined ? {} : { cause }),
  });
}

export function isStoreErrorCode(code: string): code is StoreErrorCode {
  return code in sentences;
}
