import { expect, test } from 'vitest';
import { ParleyError } from '../../../../src/base/parley-error.ts';
import { asEngineError, engineError } from '../../../../src/engines/in-browser/engine-error.ts';

test.each([
  ['RangeError: Array buffer allocation failed', 'chat-out-of-memory'],
  ['std::bad_alloc', 'chat-out-of-memory'],
  ['Aborted(OOM)', 'chat-out-of-memory'],
  ['The GPU device was lost: unknown', 'gpu-lost'],
  ['no available backend found. ERR: [webgpu]', 'gpu-missing'],
  ['Could not locate file: "/models/x/config.json".', 'model-incomplete'],
])('%s is %s', (said, code) => {
  const cause = new Error(said);
  const error = asEngineError(cause, 'Qwen3 0.6B');
  expect(error).toMatchObject({ code, params: { model: 'Qwen3 0.6B' }, cause });
  expect((error as ParleyError).message).toContain('Qwen3 0.6B');
});

test('what is known already or not known at all stays what it is', () => {
  const known = engineError('chat-too-long', { model: 'a', tokens: 9, limit: 5 });
  expect(known.message).toContain('9 tokens, where 5 fit');
  expect(asEngineError(known, 'b')).toBe(known);
  const strange = new Error('something else');
  expect(asEngineError(strange, 'b')).toBe(strange);
});
