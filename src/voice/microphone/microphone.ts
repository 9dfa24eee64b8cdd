import { FrameClock } from './frame-clock.ts';
import { microphoneError, whyNotOpened } from './microphone-errors.ts';
import type { MicrophoneTap } from './microphone-tap.ts';
import { MicrophoneWatch } from './microphone-watch.ts';
import { levelDbfs, meterLevel } from './sound-level.ts';
import type { SoundFrame, SoundSource, SourceEvent } from './sound-source.ts';

/** How often the watch looks at the clock. ms. */
const WATCH_EVERY_MS = 250;
/** The meter falls by this share per frame, so that it can be read. */
const METER_FALL = 0.85;
/** Longer than this only a person takes to answer: the browser asks whether we may listen. ms. */
const ASKING_MS = 700;
/** Without a frame for so long the meter is empty. ms. */
const METER_STALE_MS = 200;

export interface MicrophoneParts {
  /** `navigator.mediaDevices`; undefined where the page has no secure address. */
  readonly mediaDevices: MediaDevices | undefined;
  /** The page's one AudioContext, another one after it was closed. It stays the caller's. */
  readonly context: AudioContext;
  /** `tapWith(context)`; tests give recordings. */
  readonly tap: MicrophoneTap;
  /** ms, monotonic: `performance.now()`. */
  readonly now: () => number;
  /** Told when the browser's question is left open, and when it is answered. */
  readonly onAsking?: (asking: boolean) => void;
}

/**
 * Opens the microphone (`deviceId`, or the browser's choice when that is absent or gone) with echo
 * cancellation. Throws a ParleyError: `microphone-insecure`, `-denied`, `-missing`, `-in-use` or
 * `-failed`. A context that still waits for a gesture is no error: `onEvent` says so.
 */
export async function openMicrophone(
  parts: MicrophoneParts,
  deviceId: string | undefined,
  signal: AbortSignal,
): Promise<Microphone> {
  const microphone = new Microphone(parts);
  try {
    await microphone.reopen(deviceId, signal);
  } catch (error) {
    await microphone.close();
    throw error;
  }
  return microphone;
}

/** The one owner of sound in: frames, a level, and what happens to the device. */
class Microphone implements SoundSource {
  readonly #parts: MicrophoneParts;
  readonly #watch: MicrophoneWatch;
  readonly #clock = new FrameClock();
  readonly #frameListeners = new Set<(frame: SoundFrame) => void>();
  readonly #eventListeners = new Set<(event: SourceEvent) => void>();
  readonly #closed = new AbortController();
  #context: AudioContext;
  #deviceId: string | undefined;
  #stopStream: () => void = () => {};
  #level = 0;
  #levelAtMs = 0;

  constructor(parts: MicrophoneParts) {
    this.#parts = parts;
    this.#watch = new MicrophoneWatch(parts.now(), (event) => this.#tell(event));
    const { signal } = this.#closed;
    this.#context = this.#followContext();
    parts.mediaDevices?.addEventListener(
      'devicechange',
      () => this.#tell({ type: 'devices-changed' }),
      { signal },
    );
    const timer = setInterval(() => this.#look(), WATCH_EVERY_MS);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  subscribe(listener: (frame: SoundFrame) => void): () => void {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  /** What is wrong already is told at once. */
  onEvent(listener: (event: SourceEvent) => void): () => void {
    this.#eventListeners.add(listener);
    for (const problem of this.#watch.problems) listener(problem);
    return () => this.#eventListeners.delete(listener);
  }

  level(): number {
    return this.#parts.now() - this.#levelAtMs > METER_STALE_MS ? 0 : this.#level;
  }

  /** Opens the device again after `microphone-lost`, or another one. Throws as `openMicrophone`. */
  async reopen(deviceId: string | undefined, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#deviceId = deviceId;
    this.#stopStream();
    const stream = await this.#ask(deviceId);
    if (signal.aborted || this.#closed.signal.aborted) {
      stopTracks(stream);
      signal.throwIfAborted();
      return;
    }
    // Sound may start only after a gesture; asking early does no harm and works when there was one.
    void this.#context.resume().catch(() => {});
    this.#follow(stream.getAudioTracks()[0]);
    this.#stopStream = () => stopTracks(stream);
    const untap = await this.#parts.tap(stream, (samples) => this.#frame(samples));
    this.#stopStream = () => {
      this.#stopStream = () => {};
      untap();
      stopTracks(stream);
    };
    if (this.#closed.signal.aborted) return this.#stopStream();
    this.#clock.reset();
    this.#watch.opened(this.#parts.now());
    this.#watch.settle('microphone-lost');
    this.#watch.settle('microphone-stalled');
    this.#checkContext();
  }

  /** Lets go of the device. Nothing is told afterwards. */
  close(): Promise<void> {
    this.#closed.abort();
    this.#frameListeners.clear();
    this.#eventListeners.clear();
    this.#stopStream();
    return Promise.resolve();
  }

  async #ask(deviceId: string | undefined): Promise<MediaStream> {
    const { mediaDevices, onAsking } = this.#parts;
    if (!mediaDevices) throw microphoneError('microphone-insecure');
    const audio: MediaTrackConstraints = {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      channelCount: 1,
    };
    const asking = setTimeout(() => onAsking?.(true), ASKING_MS);
    try {
      if (deviceId === undefined) return await mediaDevices.getUserMedia({ audio });
      const chosen = { ...audio, deviceId: { exact: deviceId } };
      return await mediaDevices.getUserMedia({ audio: chosen }).catch((error: unknown) => {
        // The chosen one is not plugged in: any other is better than none.
        if ((error as Error).name !== 'OverconstrainedError') throw error;
        return mediaDevices.getUserMedia({ audio });
      });
    } catch (cause) {
      throw whyNotOpened(cause);
    } finally {
      clearTimeout(asking);
      onAsking?.(false);
    }
  }

  #follow(track: MediaStreamTrack | undefined): void {
    const checkMuted = () => {
      if (track?.muted) this.#watch.raise('microphone-muted');
      else this.#watch.settle('microphone-muted');
    };
    track?.addEventListener('mute', checkMuted);
    track?.addEventListener('unmute', checkMuted);
    track?.addEventListener('ended', () => {
      this.#watch.settle('microphone-muted');
      this.#watch.raise('microphone-lost');
    });
    checkMuted();
  }

  #followContext(): AudioContext {
    const { context } = this.#parts;
    const { signal } = this.#closed;
    context.addEventListener('statechange', () => this.#checkContext(), { signal });
    return context;
  }

  #look(): void {
    this.#watch.tick(this.#parts.now());
    // Closed by the system: the device is tapped again by the context that came in its place.
    if (this.#context.state !== 'closed' || this.#parts.context === this.#context) return;
    this.#context = this.#followContext();
    this.reopen(this.#deviceId, this.#closed.signal).catch(() => {
      if (!this.#closed.signal.aborted) this.#watch.raise('microphone-lost');
    });
  }

  #checkContext(): void {
    // Safari's word for a phone call; TypeScript's list does not have it.
    const state: string = this.#context.state;
    if (state !== 'suspended') this.#watch.settle('audio-needs-gesture');
    if (state !== 'interrupted') this.#watch.settle('microphone-interrupted');
    if (state === 'suspended') this.#watch.raise('audio-needs-gesture');
    if (state === 'interrupted') this.#watch.raise('microphone-interrupted');
    if (state === 'running') this.#watch.restart(this.#parts.now());
  }

  #frame(samples: Float32Array): void {
    const nowMs = this.#parts.now();
    this.#watch.frame(samples, nowMs);
    this.#level = Math.max(meterLevel(levelDbfs(samples)), this.#level * METER_FALL);
    this.#levelAtMs = nowMs;
    const frame = { samples, endMs: this.#clock.stamp(nowMs) };
    for (const listener of this.#frameListeners) listener(frame);
  }

  #tell(event: SourceEvent): void {
    for (const listener of this.#eventListeners) listener(event);
  }
}

export type { Microphone };

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
