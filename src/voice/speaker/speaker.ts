import { linkedAbort } from '../../base/linked-abort.ts';
import type { PlatformSpeech, SpeechPiece } from '../../contracts/engine.ts';
import type { OpenSpeaker, Said, SayEvents } from '../conversation-parts.ts';
import { heardCharacters } from './heard-text.ts';
import { PauseGate } from './pause-gate.ts';
import { SampledTrack } from './sampled-track.ts';
import { levelDbfs, meterLevel } from '../microphone/sound-level.ts';
import { pressedJustNow, unlockSound } from './unlock-sound.ts';

/** How often captions follow the sound. */
const REPORT_MS = 40;
/** Quiet enough to hear oneself over, loud enough to know that the tutor goes on. */
const DUCKED_GAIN = 0.2;
const DUCK_S = 0.03;

/** One piece of a line, with how much of it was heard by now. */
interface HeardPart {
  readonly text: string;
  characters(count: 'begun' | 'half'): number;
}

/** A line being said. */
interface Line {
  readonly control: AbortController;
  readonly track: SampledTrack;
  readonly parts: HeardPart[];
  readonly events: SayEvents;
  sounded: boolean;
}

/** Resolves or rejects as `work` does, but no later than the signal fires. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** The one owner of sound out: one line at a time, interruptible within a few ms at any place. */
export class Speaker implements OpenSpeaker {
  /** Everything audible passes here. Platform voices do not: they play on their own. */
  readonly output: AudioNode;
  readonly #audio: AudioContext;
  readonly #now: () => number;
  readonly #duck: GainNode;
  readonly #meter: AnalyserNode;
  readonly #window: Float32Array<ArrayBuffer>;
  readonly #pause = new PauseGate();
  #line: Line | null = null;
  /** A press did not help: it is no press that is missing. */
  #pressed = false;

  /** `now`: the page's clock in ms, for `onFirstSound`. */
  constructor(audio: AudioContext, now: () => number = () => performance.now()) {
    this.#audio = audio;
    this.#now = now;
    this.#duck = audio.createGain();
    this.#meter = audio.createAnalyser();
    this.#meter.fftSize = 1024;
    this.#window = new Float32Array(this.#meter.fftSize);
    this.#duck.connect(this.#meter);
    this.#meter.connect(audio.destination);
    this.output = this.#meter;
  }

  /**
   * Says pieces as they come, without gaps. A line still being said is stopped. When the signal
   * fires or `stop` is called it resolves, within 50 ms, with what was heard and `complete: false`;
   * it rejects with the engine's error, or `audio-needs-gesture`.
   */
  async say(pieces: AsyncIterable<SpeechPiece>, events: SayEvents): Promise<Said> {
    this.stop();
    const control = linkedAbort(events.signal);
    const track = new SampledTrack(this.#audio, this.#duck);
    const line: Line = { control, track, parts: [], events, sounded: false };
    this.#line = line;
    if (this.#pause.held) track.hold();
    this.unduck();
    const onAbort = () => track.cut();
    control.signal.addEventListener('abort', onAbort, { once: true });
    const ticker = setInterval(() => this.#report(line), REPORT_MS);
    try {
      control.signal.throwIfAborted();
      this.#pressed ||= this.#audio.state !== 'running' && pressedJustNow();
      await orAborted(unlockSound(this.#audio, this.#pressed), control.signal);
      this.#pressed = false;
      await this.#play(line, pieces);
      await orAborted(track.drained(), control.signal);
      this.#report(line);
      return { heard: this.#heard(line, 'half'), complete: true };
    } catch (error) {
      if (!control.signal.aborted) throw error;
      return { heard: this.#heard(line, 'half'), complete: false };
    } finally {
      clearInterval(ticker);
      if (this.#line === line) this.#line = null;
      // Lets go of the caller's signal.
      control.abort();
    }
  }

  /** Stops what is being said. Returns what was heard of it. */
  stop(): string {
    const line = this.#line;
    if (!line) return '';
    this.#line = null;
    line.control.abort();
    return this.#heard(line, 'half');
  }

  /** Holds the line where it is. A platform voice cannot be held: its piece begins again. */
  pause(): void {
    this.#pause.hold();
    this.#line?.track.hold();
  }

  resume(): void {
    this.#pause.release();
    this.#line?.track.goOn();
  }

  /** Lowers the voice: perhaps the learner speaks. A platform voice stays as loud as it is. */
  duck(): void {
    this.#duck.gain.setTargetAtTime(DUCKED_GAIN, this.#audio.currentTime, DUCK_S);
  }

  unduck(): void {
    this.#duck.gain.setTargetAtTime(1, this.#audio.currentTime, DUCK_S);
  }

  /** Loudness now, 0..1 as an ear would judge it; 0 while a platform voice speaks. */
  level(): number {
    this.#meter.getFloatTimeDomainData(this.#window);
    return meterLevel(levelDbfs(this.#window));
  }

  async #play(line: Line, pieces: AsyncIterable<SpeechPiece>): Promise<void> {
    const { signal } = line.control;
    const iterator = pieces[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await orAborted(iterator.next(), signal);
        if (next.done) return;
        if (next.value.kind === 'platform') await this.#playPlatform(line, next.value);
        else this.#playSampled(line, next.value);
      }
    } catch (error) {
      // What was already made is still said; only then the failure is told.
      if (!signal.aborted) await orAborted(line.track.drained(), signal);
      throw error;
    } finally {
      // Not awaited: a stuck engine must not hold the line.
      void Promise.resolve(iterator.return?.()).catch(() => {});
    }
  }

  #playSampled(line: Line, piece: SpeechPiece & { kind: 'samples' }): void {
    const item = line.track.add(piece);
    line.parts.push({
      text: piece.text,
      characters: (count) => heardCharacters(piece, item.audible, item.playedMs(), count),
    });
    this.#firstSound(line, this.#now() + item.startsInMs + item.audible.fromMs);
  }

  async #playPlatform(line: Line, piece: PlatformSpeech): Promise<void> {
    const { signal } = line.control;
    await orAborted(line.track.drained(), signal);
    let characters = 0;
    const part = { text: piece.text, characters: () => characters };
    line.parts.push(part);
    for (;;) {
      await orAborted(this.#pause.released(), signal);
      const playing = linkedAbort(signal);
      const letGo = this.#pause.onHold(() => playing.abort());
      try {
        const onHeard = (heard: number) => {
          if (playing.signal.aborted) return;
          characters = heard;
          this.#firstSound(line, this.#now());
        };
        await orAborted(piece.play(onHeard, playing.signal), playing.signal);
        characters = piece.text.length;
        return;
      } catch (error) {
        signal.throwIfAborted();
        // Held: it begins again when it may go on.
        if (playing.signal.aborted) continue;
        if (!piece.instead) throw error;
        line.parts.splice(line.parts.indexOf(part), 1);
        await this.#play(line, piece.instead(signal));
        return;
      } finally {
        letGo();
        playing.abort();
      }
    }
  }

  #firstSound(line: Line, atMs: number): void {
    if (line.sounded || line.control.signal.aborted) return;
    line.sounded = true;
    line.events.onFirstSound?.(atMs);
  }

  #heard(line: Line, count: 'begun' | 'half'): string {
    return line.parts
      .map((part) => part.text.slice(0, part.characters(count)).trim())
      .filter((text) => text !== '')
      .join(' ');
  }

  #report(line: Line): void {
    if (line.control.signal.aborted) return;
    const heard = this.#heard(line, 'begun');
    if (heard !== '') line.events.onHeard?.(heard);
  }
}
