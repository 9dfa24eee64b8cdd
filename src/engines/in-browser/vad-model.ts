import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-web';
import { SPEECH_RATE_HZ } from '../../contracts/engine.ts';
import { FRAME_SAMPLES } from '../../contracts/voice-activity.ts';

/**
 * The tail of the frame before, which Silero v5 and v6 want in front of each frame. Without it v6
 * hears no speech at all.
 */
const CONTEXT_SAMPLES = 64;
const STATE_DIMS = [2, 1, 128];

/** Silero's recurrent model over an ONNX session that is given: frames in, probabilities out. */
export class VadModel {
  readonly #session: InferenceSession;
  readonly #makeTensor: TensorConstructor;
  readonly #rate: Tensor;
  #input = new Float32Array(CONTEXT_SAMPLES + FRAME_SAMPLES);
  #state: Tensor;

  constructor(session: InferenceSession, tensor: TensorConstructor) {
    this.#session = session;
    this.#makeTensor = tensor;
    this.#rate = new tensor('int64', BigInt64Array.of(BigInt(SPEECH_RATE_HZ)));
    this.#state = this.#freshState();
  }

  /** `frame`: FRAME_SAMPLES samples at 16 kHz. One at a time. Returns the probability of speech, 0..1. */
  async push(frame: Float32Array): Promise<number> {
    this.#input.copyWithin(0, FRAME_SAMPLES);
    this.#input.set(frame, CONTEXT_SAMPLES);
    const input = new this.#makeTensor('float32', this.#input, [1, this.#input.length]);
    const result = await this.#session.run({ input, state: this.#state, sr: this.#rate });
    this.#state = result.stateN as Tensor;
    return (result.output as Tensor).data[0] as number;
  }

  /** Forgets what came before. */
  reset(): void {
    this.#input = new Float32Array(CONTEXT_SAMPLES + FRAME_SAMPLES);
    this.#state = this.#freshState();
  }

  #freshState(): Tensor {
    return new this.#makeTensor('float32', new Float32Array(2 * 128), STATE_DIMS);
  }
}
