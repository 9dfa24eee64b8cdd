import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openMicrophone, type Microphone } from '../../../src/voice/microphone/microphone.ts';
import type { SourceEvent } from '../../../src/voice/microphone/sound-source.ts';

class FakeTrack extends EventTarget {
  muted = false;
  stopped = false;
  stop(): void {
    this.stopped = true;
  }
  mute(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }
}

class FakeContext extends EventTarget {
  state = 'running';
  resume(): Promise<void> {
    return new Promise(() => {});
  }
  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

class FakeDevices extends EventTarget {
  asked: MediaTrackConstraints[] = [];
  tracks: FakeTrack[] = [];
  refuse: (constraints: MediaTrackConstraints) => string | null = () => null;
  getUserMedia({ audio }: { audio: MediaTrackConstraints }): Promise<MediaStream> {
    this.asked.push(audio);
    const name = this.refuse(audio);
    if (name) return Promise.reject(new DOMException('no', name));
    const track = new FakeTrack();
    this.tracks.push(track);
    const tracks = () => [track];
    return Promise.resolve({ getTracks: tracks, getAudioTracks: tracks } as never);
  }
}

const never = new AbortController().signal;
const HUM = new Float32Array(512).fill(0.1);
const NOTHING = new Float32Array(512);

function setUp() {
  const devices = new FakeDevices();
  const context = new FakeContext();
  let onFrame: (samples: Float32Array) => void = () => {};
  let untapped = 0;
  const parts = {
    mediaDevices: devices as never as MediaDevices,
    context: context as never as AudioContext,
    now: () => performance.now(),
    tap: (_: MediaStream, listener: (samples: Float32Array) => void) => {
      onFrame = listener;
      return Promise.resolve(() => void untapped++);
    },
  };
  const sound = (samples: Float32Array, ms: number) => {
    for (let at = 0; at < ms; at += 32) {
      vi.advanceTimersByTime(32);
      onFrame(samples);
    }
  };
  return { devices, context, parts, sound, untapped: () => untapped };
}

const opened: Microphone[] = [];

async function open(parts: Parameters<typeof openMicrophone>[0]) {
  const microphone = await openMicrophone(parts, undefined, never);
  opened.push(microphone);
  const told: string[] = [];
  microphone.onEvent((event: SourceEvent) => {
    if (event.type === 'problem') told.push(event.error.code);
    else told.push(event.type === 'recovered' ? `${event.code} over` : event.type);
  });
  return { microphone, told };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  for (const microphone of opened.splice(0)) await microphone.close();
  vi.useRealTimers();
});

describe('openMicrophone', () => {
  it('asks for one channel with echo cancellation', async () => {
    const { devices, parts } = setUp();
    await open(parts);
    expect(devices.asked).toEqual([
      { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
    ]);
  });

  it.each([
    ['NotAllowedError', 'microphone-denied'],
    ['SecurityError', 'microphone-insecure'],
    ['NotFoundError', 'microphone-missing'],
    ['OverconstrainedError', 'microphone-missing'],
    ['NotReadableError', 'microphone-in-use'],
    ['AbortError', 'microphone-in-use'],
    ['TypeError', 'microphone-failed'],
  ])('says what %s means', async (name, code) => {
    const { devices, parts } = setUp();
    devices.refuse = () => name;
    await expect(openMicrophone(parts, undefined, never)).rejects.toMatchObject({ code });
  });

  it('says that the page has no secure address', async () => {
    const { parts } = setUp();
    const insecure = { ...parts, mediaDevices: undefined };
    await expect(openMicrophone(insecure, undefined, never)).rejects.toMatchObject({
      code: 'microphone-insecure',
    });
  });

  it('takes another microphone when the chosen one is gone', async () => {
    const { devices, parts } = setUp();
    devices.refuse = (audio) => (audio.deviceId ? 'OverconstrainedError' : null);
    opened.push(await openMicrophone(parts, 'headset', never));
    expect(devices.asked.map((audio) => audio.deviceId)).toEqual([{ exact: 'headset' }, undefined]);
  });

  it('lets go of a microphone that comes too late', async () => {
    const { devices, parts } = setUp();
    const stop = new AbortController();
    const opening = openMicrophone(parts, undefined, stop.signal);
    stop.abort(new Error('left'));
    await expect(opening).rejects.toThrow('left');
    expect(devices.tracks[0]!.stopped).toBe(true);
  });
});

describe('Microphone', () => {
  it('gives frames with their times, and a level that falls slowly', async () => {
    const { parts, sound } = setUp();
    const { microphone } = await open(parts);
    const times: number[] = [];
    const stop = microphone.subscribe((frame) => times.push(frame.endMs));
    sound(HUM, 320);
    expect(times).toHaveLength(10);
    expect(times.slice(1).every((ms, i) => Math.abs(ms - times[i]! - 32) < 1)).toBe(true);
    const loud = microphone.level();
    expect(loud).toBeGreaterThan(0.5);
    sound(NOTHING, 64);
    expect(microphone.level()).toBeLessThan(loud);
    expect(microphone.level()).toBeGreaterThan(0.3);
    vi.advanceTimersByTime(300);
    expect(microphone.level()).toBe(0);
    stop();
    sound(HUM, 64);
    expect(times).toHaveLength(12);
  });

  it('notices that it hears only silence, and that it hears again', async () => {
    const { parts, sound } = setUp();
    const { told } = await open(parts);
    sound(NOTHING, 2900);
    expect(told).toEqual([]);
    sound(NOTHING, 300);
    sound(HUM, 64);
    expect(told).toEqual(['microphone-silent', 'microphone-silent over']);
  });

  it('calls no pause between words silence, however long noise suppression makes it', async () => {
    const { parts, sound } = setUp();
    const { told } = await open(parts);
    sound(HUM, 64);
    sound(NOTHING, 20_000);
    expect(told).toEqual([]);
  });

  it('gives a device that starts slowly its time, and hears it when it comes', async () => {
    const { parts, sound } = setUp();
    const { told } = await open(parts);
    vi.advanceTimersByTime(4500);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1000);
    sound(HUM, 64);
    expect(told).toEqual(['microphone-stalled', 'microphone-stalled over']);
  });

  it('says that the browser asks, and only while it does', async () => {
    const { devices, parts } = setUp();
    const asked: boolean[] = [];
    let allow: () => void = () => {};
    const real = devices.getUserMedia.bind(devices);
    devices.getUserMedia = (wanted) =>
      new Promise((resolve) => (allow = () => resolve(real(wanted))));
    const opening = open({ ...parts, onAsking: (asks) => asked.push(asks) });
    vi.advanceTimersByTime(600);
    expect(asked).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(asked).toEqual([true]);
    allow();
    await opening;
    expect(asked).toEqual([true, false]);
  });

  it('goes on with the context that comes in place of one the system closed', async () => {
    const { context, devices, parts, sound } = setUp();
    const own = { ...parts };
    const { told } = await open(own);
    sound(HUM, 320);
    const next = new FakeContext();
    next.state = 'suspended';
    own.context = next as never as AudioContext;
    context.become('closed');
    await vi.advanceTimersByTimeAsync(300);
    expect(devices.tracks).toHaveLength(2);
    next.become('running');
    sound(HUM, 64);
    expect(told).toEqual(['audio-needs-gesture', 'audio-needs-gesture over']);
  });

  it('notices that frames stop coming', async () => {
    const { parts, sound } = setUp();
    const { told } = await open(parts);
    sound(HUM, 320);
    vi.advanceTimersByTime(1000);
    expect(told).toEqual(['microphone-stalled']);
    sound(HUM, 64);
    expect(told).toEqual(['microphone-stalled', 'microphone-stalled over']);
  });

  it('names a mute, and does not call it silence as well', async () => {
    const { devices, parts, sound } = setUp();
    const { told } = await open(parts);
    devices.tracks[0]!.mute(true);
    sound(NOTHING, 5000);
    devices.tracks[0]!.mute(false);
    expect(told).toEqual(['microphone-muted', 'microphone-muted over']);
  });

  it('says that it was unplugged, and goes on when it was opened again', async () => {
    const { devices, parts, sound, untapped } = setUp();
    const { microphone, told } = await open(parts);
    const frames: unknown[] = [];
    microphone.subscribe((frame) => frames.push(frame));
    devices.tracks[0]!.dispatchEvent(new Event('ended'));
    vi.advanceTimersByTime(2000);
    devices.dispatchEvent(new Event('devicechange'));
    expect(told).toEqual(['microphone-lost', 'devices-changed']);
    await microphone.reopen(undefined, never);
    sound(HUM, 64);
    expect(told.at(-1)).toBe('microphone-lost over');
    expect(frames).toHaveLength(2);
    expect(untapped()).toBe(1);
  });

  it('says that sound waits for a gesture, or was taken by a call', async () => {
    const { context, parts } = setUp();
    context.state = 'suspended';
    const { told } = await open(parts);
    vi.advanceTimersByTime(3000);
    context.become('running');
    context.become('interrupted');
    context.become('running');
    expect(told).toEqual([
      'audio-needs-gesture',
      'audio-needs-gesture over',
      'microphone-interrupted',
      'microphone-interrupted over',
    ]);
  });

  it('lets go of everything when it is closed', async () => {
    const { devices, parts, sound, untapped } = setUp();
    const { microphone, told } = await open(parts);
    await microphone.close();
    expect(devices.tracks[0]!.stopped).toBe(true);
    expect(untapped()).toBe(1);
    sound(NOTHING, 5000);
    devices.dispatchEvent(new Event('devicechange'));
    expect(told).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
