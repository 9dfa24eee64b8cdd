import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMachine } from '../../../../server/doctor/check-machine.ts';
import { writeFinding } from '../../../../server/doctor/finding.ts';
import { thisMachine } from '../../../../server/doctor/machine.ts';
import { FLOPS_PER_ROUND, simdKernel } from '../../../../server/doctor/simd-kernel.ts';
import { fakeMachine } from '../../../fakes/fake-machine.ts';

const said = async (machine: Parameters<typeof fakeMachine>[0]) =>
  writeFinding(await checkMachine(fakeMachine(machine)));
const billions = (line: string) => Number(/up to ([\d.]+) billion/.exec(line)?.[1]);

describe('the doctor on this machine', () => {
  it.each([
    [{ gflops: 200 }, 'ok', 'HEAVY_CPU, language models up to 4 billion'],
    [{ gflops: 60 }, 'ok', 'MEDIUM_CPU, language models up to 2 billion'],
    [{ gflops: 15 }, 'warn', 'LIGHT_CPU, language models up to 1 billion'],
    [{ gflops: 2, cores: 128, memoryMb: 1_000_000 }, 'warn', 'MINIMAL, language models up to 0.4'],
    [{ gflops: 200, memoryMb: 2000 }, 'ok', 'HEAVY_CPU, language models up to 1 billion'],
  ])('%o is %s: %s', async (machine, state, text) => {
    const line = await said(machine);
    expect(line).toMatch(new RegExp(`^${state} `));
    expect(line).toContain(text);
    expect(line.split('\n')).toHaveLength(state === 'ok' ? 1 : 2);
  });

  it('knows chips by NVIDIA, AMD and Apple', async () => {
    const nvidia = { 'nvidia-smi': 'NVIDIA GeForce RTX 4060, 8188\n' };
    expect(await said({ prints: nvidia })).toMatch(/RTX 4060 with 8 GB: MEDIUM_GPU/);
    const two = { 'nvidia-smi': 'NVIDIA A, 4000\nNVIDIA B, 24564\n' };
    expect(await said({ prints: two })).toMatch(/NVIDIA B with 24 GB: HEAVY_GPU.* 14 billion/);
    const rocm = {
      'rocm-smi':
        '{"card0":{"Card Series":"Radeon RX 7900","VRAM Total Memory (B)":"25753026560"}}',
    };
    expect(await said({ prints: rocm })).toMatch(/Radeon RX 7900 with 24 GB: HEAVY_GPU/);
    const apple = {
      system_profiler:
        '{"SPDisplaysDataType":[{"sppci_model":"Apple M3","spdisplays_mtlgpufamilysupport":"spdisplays_metal3"}]}',
    };
    expect(await said({ prints: apple, memoryMb: 16_384 })).toMatch(/Apple M3 with 11 GB/);
  });

  it('is not led astray by a program that prints something else', async () => {
    const prints = {
      'nvidia-smi': 'NVIDIA-SMI has failed',
      'rocm-smi': '[',
      system_profiler: '{}',
    };
    expect(await said({ prints })).toContain('no graphics chip');
  });

  it('never proposes 13 billion weights for a processor', async () => {
    const speeds = fc.double({ min: 0, max: 1e5, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        speeds,
        fc.integer({ min: 500, max: 4_000_000 }),
        async (gflops, memoryMb) => {
          const line = await said({ gflops, memoryMb, cores: 512 });
          expect(billions(line)).toBeGreaterThan(0);
          expect(billions(line)).toBeLessThan(13);
        },
      ),
    );
  });

  it('computes what it says it computes', async () => {
    const { instance } = await WebAssembly.instantiate(simdKernel());
    const { run, memory } = instance.exports as unknown as {
      run: (rounds: number) => number;
      memory: WebAssembly.Memory;
    };
    expect(run(10)).toBe(0);
    new Float32Array(memory.buffer).fill(1);
    // In every round each of the sums grows by one in each lane; the first lanes are added up.
    const sums = FLOPS_PER_ROUND / 8;
    expect(run(10)).toBe(10 * sums);
  });

  it('times this very machine', async () => {
    expect(await thisMachine().benchmark()).toBeGreaterThan(0.1);
    expect(await thisMachine().run('no-such-program', [])).toBeNull();
  });
});
