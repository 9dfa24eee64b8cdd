import type { SampledSpeech } from '../../contracts/engine.ts';
import { FADE_MS, withFadedEdges } from './fade.ts';
import { audiblePart, type Audible } from './heard-text.ts';

/** Time between asking for sound and its start, so that the start is not missed: two blocks of 128. */
const LEAD_S = 0.005;
const FADE_S = FADE_MS / 1000;

/** One piece on its way to the loudspeaker. */
export interface TrackItem {
  readonly piece: SampledSpeech;
  readonly audible: Audible;
  /** ms of it that have left the loudspeaker. */
  playedMs(): number;
}

interface Scheduled {
  readonly buffer: AudioBuffer;
  /** When its sound at `offsetS` is due, on the context's clock. */
  startS: number;
  /** How much of it was played before the last pause. */
  offsetS: number;
  source: AudioBufferSourceNode | null;
  over: boolean;
}

/** Sampled pieces one after the other without a gap; can be held, gone on with, and cut off. */
export class SampledTrack {
  readonly #audio: AudioContext;
  readonly #gate: GainNode;
  readonly #scheduled: Scheduled[] = [];
  #endS = 0;
  #held = false;
  #waiting: (() => void)[] = [];

  constructor(audio: AudioContext, destination: AudioNode) {
    this.#audio = audio;
    this.#gate = audio.createGain();
    this.#gate.connect(destination);
  }

  /** Appends a piece. `startsInMs`: how long until its first sample leaves the loudspeaker. */
  add(piece: SampledSpeech): TrackItem & { readonly startsInMs: number } {
    const length = Math.max(1, piece.samples.length);
    const buffer = this.#audio.createBuffer(1, length, piece.sampleRateHz);
    buffer.copyToChannel(withFadedEdges(piece.samples, piece.sampleRateHz), 0);
    const item: Scheduled = { buffer, startS: 0, offsetS: 0, source: null, over: false };
    this.#scheduled.push(item);
    if (!this.#held) this.#start(item);
    const waitS = item.startS - this.#audio.currentTime + this.#latencyS();
    return {
      piece,
      audible: audiblePart(piece),
      startsInMs: waitS * 1000,
      playedMs: () => this.#playedS(item) * 1000,
    };
  }

  /** Settles when everything added so far has been played or cut off. */
  drained(): Promise<void> {
    if (this.#scheduled.every((item) => item.over)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  hold(): void {
    if (this.#held) return;
    this.#held = true;
    for (const item of this.#scheduled) {
      if (item.over) continue;
      item.offsetS = this.#positionS(item);
      this.#silence(item);
    }
    this.#fadeTo(0);
  }

  goOn(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#endS = 0;
    this.#fadeTo(1);
    for (const item of this.#scheduled) if (!item.over) this.#start(item);
  }

  /** Fades out within a few ms; what was not played never will be. */
  cut(): void {
    this.#fadeTo(0);
    for (const item of this.#scheduled) {
      if (item.over) continue;
      item.offsetS = this.#playedS(item);
      this.#silence(item);
      item.over = true;
    }
    this.#settle();
  }

  #start(item: Scheduled): void {
    const source = this.#audio.createBufferSource();
    source.buffer = item.buffer;
    source.connect(this.#gate);
    item.source = source;
    item.startS = Math.max(this.#audio.currentTime + LEAD_S, this.#endS);
    this.#endS = item.startS + item.buffer.duration - item.offsetS;
    source.onended = () => {
      source.disconnect();
      if (item.source !== source) return;
      item.source = null;
      item.offsetS = item.buffer.duration;
      item.over = true;
      this.#settle();
    };
    source.start(item.startS, item.offsetS);
  }

  #silence(item: Scheduled): void {
    const { source } = item;
    item.source = null;
    source?.stop(this.#audio.currentTime + FADE_S);
  }

  #settle(): void {
    if (!this.#scheduled.every((item) => item.over)) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #fadeTo(value: number): void {
    const { gain } = this.#gate;
    const now = this.#audio.currentTime;
    gain.cancelScheduledValues(now);
    gain.setValueAtTime(gain.value, now);
    gain.linearRampToValueAtTime(value, now + FADE_S);
  }

  #latencyS(): number {
    // Absent in Safari, where the base latency is the best that is known.
    const { outputLatency, baseLatency } = this.#audio as Partial<AudioContext>;
    return outputLatency ?? baseLatency ?? 0;
  }

  /** How far the context is in an item, s. */
  #positionS(item: Scheduled): number {
    if (!item.source) return item.offsetS;
    const sinceS = Math.max(0, this.#audio.currentTime - item.startS);
    return Math.min(item.buffer.duration, item.offsetS + sinceS);
  }

  /** How far the ear is in it: the loudspeaker comes a little after the context. */
  #playedS(item: Scheduled): number {
    if (!item.source) return item.offsetS;
    return Math.max(item.offsetS, this.#positionS(item) - this.#latencyS());
  }
}
