import { describe, expect, test } from 'vitest';
import { hasRealGpu, runPlans } from '../../../../src/engines/in-browser/choose-variant.ts';
import { catalog } from '../../../../src/model-store/catalog.ts';

const plans = (id: string, hasGpu: boolean) => {
  const entry = catalog.find((candidate) => candidate.id === id);
  return entry ? runPlans(entry, hasGpu).map(({ device }) => device) : [];
};

describe('where a model runs', () => {
  test('on the graphics chip first, on the processor otherwise', () => {
    expect(plans('moonshine-base', true)).toEqual(['webgpu', 'wasm']);
    expect(plans('moonshine-base', false)).toEqual(['wasm']);
    expect(plans('tiny-whisper', true)).toEqual(['wasm']);
  });

  test.each([
    ['no WebGPU', undefined, false],
    ['no adapter', { requestAdapter: () => Promise.resolve(null) }, false],
    ['a chip', { requestAdapter: () => Promise.resolve({ info: {} }) }, true],
    [
      'one simulated in software',
      { requestAdapter: () => Promise.resolve({ info: { isFallbackAdapter: true } }) },
      false,
    ],
    ['a driver that throws', { requestAdapter: () => Promise.reject(new Error('no')) }, false],
  ])('%s', async (_, gpu, expected) => {
    expect(await hasRealGpu(gpu)).toBe(expected);
  });
});
