import { errorFrom } from '../../base/error-from.ts';
import { ParleyError } from '../../base/parley-error.ts';
import sentences from './engine-errors.json' with { type: 'json' };

export type EngineErrorCode = keyof typeof sentences;

/** An error of a model at work: the sentence and the remedy stand in engine-errors.json. */
export function engineError(
  code: EngineErrorCode,
  params: Record<string, string | number>,
  cause?: unknown,
): ParleyError {
  return errorFrom(sentences, code, params, cause);
}

/** What runtimes and browsers say, and what it means. Read from their sources; the first that matches. */
const MEANINGS: readonly (readonly [RegExp, EngineErrorCode])[] = [
  [
    /device (?:is |was )?lost|lost.{0,20}device|DXGI_ERROR_DEVICE|GPUDevice.{0,40}destroyed/i,
    'gpu-lost',
  ],
  [
    /out of memory|bad_alloc|allocation failed|failed to allocate|could not allocate|Aborted\(OOM\)|exceeds the max(?:imum)? buffer size/i,
    'chat-out-of-memory',
  ],
  [
    /no available backend found|failed to get (?:a )?gpu adapter|no (?:gpu|webgpu) adapter/i,
    'gpu-missing',
  ],
  [/could not locate file|file was not found locally|model store has no/i, 'model-incomplete'],
  [
    /^LinkError|^CompileError|WebAssembly\.instantiate\(\)|cannot find (?:global )?function/i,
    'library-mismatch',
  ],
  [/cannot initialize runtime because of requested/i, 'gpu-too-small'],
];

/** What a library threw while `model` was at work, as an error with a code where it is a known one. */
export function asEngineError(thrown: unknown, model: string): unknown {
  if (thrown instanceof ParleyError) return thrown;
  const said = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const meaning = MEANINGS.find(([pattern]) => pattern.test(said));
  return meaning ? engineError(meaning[1], { model }, thrown) : thrown;
}
