/** A gain or any other value that is only looked at. */
class FakeParam {
  value = 1;
  cancelScheduledValues(): void {}
  setValueAtTime(value: number): void {
    this.value = value;
  }
  linearRampToValueAtTime(value: number): void {
    this.value = value;
  }
  setTargetAtTime(value: number): void {
    this.value = value;
  }
}

class FakeNode {
  readonly gain = new FakeParam();
  fftSize = 1024;
  connect(): void {}
  disconnect(): void {}
  getFloatTimeDomainData(samples: Float32Array): void {
    samples.fill(0);
  }
}

class FakeSource extends FakeNode {
  buffer: { duration: number } | null = null;
  onended: (() => void) | null = null;
  startS = 0;
  offsetS = 0;
  stopS = Infinity;
  readonly #context: FakeAudioContext;

  constructor(context: FakeAudioContext) {
    super();
    this.#context = context;
  }
  start(atS: number, offsetS = 0): void {
    this.startS = atS;
    this.offsetS = offsetS;
    this.#context.sources.push(this);
  }
  stop(atS: number): void {
    this.stopS = atS;
  }
  get endS(): number {
    return Math.min(this.stopS, this.startS + (this.buffer?.duration ?? 0) - this.offsetS);
  }
}

/** An audio context whose clock is moved by hand; sources end when it passes their end. */
export class FakeAudioContext {
  currentTime = 0;
  outputLatency = 0;
  state: AudioContextState = 'running';
  readonly destination = new FakeNode();
  /** Every source that was started, in order. */
  readonly sources: FakeSource[] = [];
  readonly gains: FakeNode[] = [];
  /** What `resume()` does; without a gesture it never settles. */
  onResume: () => Promise<void> = () => Promise.resolve();

  createGain(): FakeNode {
    const node = new FakeNode();
    this.gains.push(node);
    return node;
  }
  createAnalyser(): FakeNode {
    return new FakeNode();
  }
  createBuffer(_: number, length: number, sampleRate: number) {
    return { duration: length / sampleRate, copyToChannel() {} };
  }
  createBufferSource(): FakeSource {
    return new FakeSource(this);
  }
  async resume(): Promise<void> {
    await this.onResume();
    this.state = 'running';
  }

  /** Moves the clock in small steps and lets everything waiting run after each. */
  async advance(ms: number): Promise<void> {
    const endS = this.currentTime + ms / 1000;
    while (this.currentTime < endS - 1e-9) {
      this.currentTime = Math.min(endS, this.currentTime + 0.005);
      for (const source of this.sources) {
        if (!source.onended || source.endS > this.currentTime) continue;
        const ended = source.onended;
        source.onended = null;
        ended();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** As what the code under test takes. */
  get asContext(): AudioContext {
    return this as unknown as AudioContext;
  }
}
