import { expect, test } from 'vitest';
import { statSync } from 'node:fs';
import { packageFolder } from '../../../build/engine-files.ts';
import { runtimeFiles } from '../../../src/base/ort-runtime.ts';

test('models on WASM take the plain build; on WebGPU the smaller of the two that can wait', () => {
  expect(runtimeFiles('wasm', true)).toEqual(runtimeFiles('wasm', false));
  expect(runtimeFiles('wasm').wasm).toBe('/ort/ort-wasm-simd-threaded.wasm');
  expect(runtimeFiles('webgpu', true).wasm).toContain('.jspi.');
  expect(runtimeFiles('webgpu', false).wasm).toContain('.asyncify.');
});

test('the package has every build that may be asked for', () => {
  const builds = [
    runtimeFiles('wasm'),
    runtimeFiles('webgpu', true),
    runtimeFiles('webgpu', false),
  ];
  for (const path of builds.flatMap((files) => Object.values(files) as string[])) {
    const file = `${packageFolder('onnxruntime-web')}/dist/${path.slice('/ort/'.length)}`;
    expect(statSync(file).size, path).toBeGreaterThan(1000);
  }
});
