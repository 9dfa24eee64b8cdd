import { describe, expect, test } from 'vitest';
import { hasRealGpu, runPlans } from '../../../../src/engines/in-browser/choose-variant.ts';
import { catalog } from '../../../../src/model-store/catalog.ts';

const plans = (id: string, variant: string, hasGpu: boolean) => {
  const entry = catalog.find((candidate) => candidate.id === id);
  return entry ? runPlans(entry, variant, hasGpu).map(({ device }) => device) : [];
};

describe('where a model runs', () => {
  test('where the variant that is here runs', () => {
    expect(plans('moonshine-base', 'webgpu', true)).toEqual(['webgpu']);
    expect(plans('moonshine-base', 'wasm', true)).toEqual(['wasm']);
    expect(plans('tiny-whisper', 'wasm', false)).toEqual(['wasm']);
    expect(plans('tiny-whisper', 'of another time', true)).toEqual([]);
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
    [
      'one that only its name gives away',
      { requestAdapter: () => Promise.resolve({ info: { description: 'llvmpipe (LLVM 15)' } }) },
      false,
    ],
    ['a driver that throws', { requestAdapter: () => Promise.reject(new Error('no')) }, false],
  ])('%s', async (_, gpu, expected) => {
    expect(await hasRealGpu(gpu)).toBe(expected);
  });
});
