import { describe, expect, it, vi } from 'vitest';
import { BrowserVad } from '../../../../src/engines/in-browser/browser-vad.ts';
import type { VadAnswer, VadRequest } from '../../../../src/engines/in-browser/vad-protocol.ts';
import { FakeWorker } from '../../../fakes/fake-worker.ts';

const never = new AbortController().signal;

function open(answer: (request: VadRequest) => Promise<VadAnswer>, idleUnloadMs?: number) {
  const workers: FakeWorker[] = [];
  const asked: string[] = [];
  const vad = new BrowserVad({
    modelUrl: 'https://here/vad/model.onnx',
    ...(idleUnloadMs === undefined ? {} : { idleUnloadMs }),
    startWorker: () => {
      const handle = (request: VadRequest) => {
        asked.push(request.type);
        return answer(request);
      };
      const worker = new FakeWorker(handle as never);
      workers.push(worker);
      return worker;
    },
  });
  return { vad, workers, asked };
}

const loud = (request: VadRequest) =>
  Promise.resolve(request.type === 'frame' ? request.samples[0]! : 0);

describe('BrowserVad', () => {
  it('loads once, answers frames in order, keeps the frame for its owner', async () => {
    const { vad, asked } = open(loud);
    await Promise.all([vad.warmUp(never), vad.warmUp(never)]);
    const frames = [0.1, 0.2, 0.3].map((value) => new Float32Array(512).fill(value));
    const answers = await Promise.all(frames.map((frame) => vad.push(frame)));
    expect(answers.map((answer) => Math.round(answer * 10))).toEqual([1, 2, 3]);
    expect(frames[0]).toHaveLength(512);
    vad.reset();
    await vad.push(frames[0]!);
    expect(asked).toEqual(['load', 'frame', 'frame', 'frame', 'reset', 'frame']);
  });

  it('says that detection does not run, and tries anew when asked again', async () => {
    let broken = true;
    const { vad } = open((request) =>
      broken ? Promise.reject(new Error('HTTP 404')) : loud(request),
    );
    await expect(vad.warmUp(never)).rejects.toMatchObject({ code: 'voice-detection-unavailable' });
    broken = false;
    await vad.warmUp(never);
    expect(await vad.push(new Float32Array(512))).toBe(0);
  });

  it('loads again after the worker died', async () => {
    const { vad, workers, asked } = open((request) =>
      request.type === 'frame' && workers.length === 1 ? new Promise(() => {}) : loud(request),
    );
    await vad.warmUp(never);
    const lost = vad.push(new Float32Array(512));
    workers[0]!.die('out of memory');
    await expect(lost).rejects.toMatchObject({ code: 'voice-detection-unavailable' });
    await vad.warmUp(never);
    await vad.push(new Float32Array(512));
    expect(asked.filter((type) => type === 'load')).toHaveLength(2);
  });

  it('gives up waiting when told to, and stays usable', async () => {
    const { vad } = open(loud);
    const stop = new AbortController();
    const waiting = vad.warmUp(stop.signal);
    stop.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    await vad.warmUp(never);
  });

  it('leaves memory when no frame came for long, and comes back with the next one', async () => {
    const { vad, workers, asked } = open(loud, 20);
    await vad.warmUp(never);
    await vad.push(new Float32Array(512));
    await vi.waitFor(() => expect(workers[0]!.terminated).toBe(true));
    const frames = [0.25, 0.5].map((level) => vad.push(new Float32Array(512).fill(level)));
    expect(await Promise.all(frames)).toEqual([0.25, 0.5]);
    expect(asked).toEqual(['load', 'frame', 'load', 'frame', 'frame']);
    expect(workers).toHaveLength(2);
  });

  it('answers nothing after it was disposed of', async () => {
    const { vad, workers } = open(loud);
    await vad.warmUp(never);
    vad.dispose();
    expect(workers[0]!.terminated).toBe(true);
    await expect(vad.push(new Float32Array(512))).rejects.toMatchObject({
      code: 'voice-detection-unavailable',
    });
  });
});
