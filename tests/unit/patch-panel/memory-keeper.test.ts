import { describe, expect, test } from 'vitest';
import { MemoryKeeper } from '../../../src/patch-panel/memory-keeper.ts';
import { FakeChatModel } from '../../fakes/fake-chat-model.ts';
import { fakeTarget } from '../../fakes/fake-target.ts';

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setTimeout(resolve));

const model = (id: string, memoryMb: number, runtime: 'wasm' | 'webgpu' = 'wasm') =>
  fakeTarget('chat', id, new FakeChatModel(), {
    memoryMb,
    setup: { modelId: id, variant: 'q4', runtime },
  });

async function use(keeper: MemoryKeeper, target: ReturnType<typeof model>) {
  target.is = { state: 'ready', loaded: true };
  (await keeper.begin(target))();
}

describe('memory on this device', () => {
  test('is made by releasing what was not asked for longest', async () => {
    const keeper = new MemoryKeeper(() => ({ memoryMb: 1000, oneGpuModel: false }));
    const [a, b, c] = [model('a', 400), model('b', 400), model('c', 500)];
    await use(keeper, a);
    await use(keeper, b);
    await use(keeper, a);
    await use(keeper, c);
    expect([a.released, b.released, c.released]).toEqual([0, 1, 0]);
  });

  test('is never taken from one at work', async () => {
    const keeper = new MemoryKeeper(() => ({ memoryMb: 500, oneGpuModel: false }));
    const [a, b] = [model('a', 400), model('b', 400)];
    const done = await keeper.begin(a);
    expect(keeper.fits(b)).toBe(false);
    await use(keeper, b);
    expect(a.released).toBe(0);
    done();
    await use(keeper, b);
    expect(a.released).toBe(1);
  });

  test('holds one model of the graphics chip at most, where the device class says so', async () => {
    const keeper = new MemoryKeeper(() => ({ memoryMb: 5000, oneGpuModel: true }));
    const [a, b, small] = [model('a', 400, 'webgpu'), model('b', 400, 'webgpu'), model('c', 100)];
    await use(keeper, a);
    await use(keeper, small);
    await use(keeper, b);
    expect([a.released, small.released]).toEqual([1, 0]);
    const done = await keeper.begin(b);
    expect(keeper.fits(a)).toBe(false);
    expect(keeper.fits(small)).toBe(true);
    done();
  });

  test('small models are loaded one after the other; a large one keeps nobody waiting', async () => {
    const keeper = new MemoryKeeper(() => ({ memoryMb: 5000, oneGpuModel: false }));
    const [ears, voice, large, here] = [200, 300, 900, 200].map((mb, i) => model(`m${i}`, mb));
    for (const each of [ears, voice, large]) each!.is = { state: 'ready', loaded: false };
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const load = (target: ReturnType<typeof model> | undefined, signal = never) =>
      keeper.load(
        target!,
        () => {
          begun.push(target!.id);
          return new Promise<void>((resolve) => ends.push(resolve));
        },
        signal,
      );
    const left = new AbortController();
    const first = load(ears);
    const given = load(voice, left.signal);
    const last = load(voice);
    void load(large);
    void load(here);
    await settled();
    expect(begun).toEqual(['m2', 'm3', 'm0']);
    left.abort();
    await expect(given).rejects.toMatchObject({ name: 'AbortError' });
    ends[2]!();
    await first;
    await settled();
    expect(begun).toEqual(['m2', 'm3', 'm0', 'm1']);
    ends[3]!();
    await last;
  });

  test('holds together what stays below the ceiling', () => {
    const keeper = new MemoryKeeper(() => ({ memoryMb: 500, oneGpuModel: false }));
    expect(keeper.holds([model('a', 300), model('b', 200)])).toBe(true);
    expect(keeper.holds([model('a', 300), model('b', 201)])).toBe(false);
  });

  test('of one that unloaded by itself is free', async () => {
    const keeper = new MemoryKeeper(() => ({ memoryMb: 500, oneGpuModel: false }));
    const [a, b] = [model('a', 400), model('b', 400)];
    await use(keeper, a);
    a.is = { state: 'ready', loaded: false };
    await use(keeper, b);
    expect(a.released).toBe(0);
  });
});
