import { errorFrom } from '../base/error-from.ts';
import type { ParleyError } from '../base/parley-error.ts';
import sentences from './store-errors.json' with { type: 'json' };

export type StoreErrorCode = keyof typeof sentences;

/** An error of the model store: the sentence and the remedy stand in store-errors.json. */
export function storeError(
  code: StoreErrorCode,
  params: Record<string, string | number> = {},
  cause?: unknown,
): ParleyError {
  return errorFrom(sentences, code, params, cause);
}

export function isStoreErrorCode(code: string): code is StoreErrorCode {
  return code in sentences;
}
