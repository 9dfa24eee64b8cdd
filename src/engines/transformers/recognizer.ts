import {
  InterruptableStoppingCriteria,
  LogitsProcessorList,
  Tensor,
  type AutomaticSpeechRecognitionPipeline,
} from '@huggingface/transformers';
import type { ModelEntry } from '../../contracts/catalog.ts';
import type { TextFit } from '../../contracts/engine.ts';
import { fitTexts, type TokenText } from './candidate-fit.ts';
import { ChosenTokens } from './chosen-tokens.ts';
import { quietAround } from './quiet-around.ts';
import { recognitionOptions } from './recognition-options.ts';
import { spokenText } from '../spoken-text/spoken-text.ts';

const ENDS = /[.?!…]["'”’)]*$/;

/**
 * A text as a recogniser would write it, because it is asked how likely it is to write just that: in
 * words where a person says words, with a capital at the start and a stop at the end. `language` is
 * BCP 47.
 */
function candidateText(text: string, language: string): string {
  const words = spokenText(text, language);
  const opened = words.replace(/\p{L}/u, (first) => first.toLocaleUpperCase(language));
  const said = language.startsWith('en') ? opened.replace(/\bi(?=\b|')/g, 'I') : opened;
  return said === '' || ENDS.test(said) ? said : `${said}.`;
}

/** The part of a catalog entry that decides how a speech model is run. */
export type RecognizedEntry = Pick<ModelEntry, 'family' | 'languages' | 'windowSeconds'>;

/** What a model heard, before any guard. */
export interface RawTranscript {
  readonly text: string;
  /** Mean of the natural logarithm of each chosen token's probability; absent when none was made. */
  readonly averageLogProbability?: number;
  /** It wrote until it was stopped: it went round in circles. */
  readonly runaway: boolean;
  readonly runMs: number;
}

/** A speech model in memory. Its work blocks between tokens, so it belongs in a worker. */
export interface Recognizer {
  /** `samples`: 16 kHz mono. Rejects with the signal's reason soon after it fires. */
  run(samples: Float32Array, language: string, signal: AbortSignal): Promise<RawTranscript>;
  /**
   * How well texts fit what was heard last, and first of all how well the transcript itself does; null
   * where nothing was heard, or it was too long to be kept.
   */
  fit(texts: readonly string[]): Promise<{ heard: TextFit; candidates: TextFit[] } | null>;
  dispose(): Promise<void>;
}

/** What is kept of the last utterance, so that candidates need no second look at the sound. */
interface Kept {
  readonly sound: Tensor;
  readonly language: string;
  readonly heard: TokenText;
}

/** The parts of Whisper's generation settings that its prefix is made of. */
interface WhisperSettings {
  readonly decoder_start_token_id: number;
  readonly lang_to_id?: Readonly<Record<string, number>>;
  readonly task_to_id?: Readonly<Record<string, number>>;
  readonly no_timestamps_token_id?: number;
  readonly eos_token_id: number | readonly number[];
}

/** How the library names what its encoders make. */
const ENCODED = 'encoder_outputs';

interface EncoderSession {
  run(feeds: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
}

/**
 * Runs a loaded pipeline for speech in two steps, so that the encoder's work serves transcript and
 * candidates alike. Utterances beyond the model's window go the library's own way and keep nothing.
 */
export function createRecognizer(
  asr: AutomaticSpeechRecognitionPipeline,
  entry: RecognizedEntry,
): Recognizer {
  const { model, processor, tokenizer } = asr;
  const whisper = entry.family === 'whisper';
  const settings = model.generation_config as unknown as WhisperSettings;
  const { eos_token_id: ends } = settings;
  const endToken = Number(Array.isArray(ends) ? ends[0] : ends);
  let kept: Kept | null = null;
  // Without it the library drops what the encoder made, and runs the encoder once more.
  if (!model.forward_params.includes(ENCODED)) model.forward_params.push(ENCODED);

  function prefixFor(told: string | undefined): number[] {
    const { decoder_start_token_id: start, lang_to_id, task_to_id } = settings;
    const language = told === undefined ? undefined : lang_to_id?.[`<|${told}|>`];
    const task = told === undefined ? undefined : task_to_id?.['transcribe'];
    const prefix = [start, language, task, settings.no_timestamps_token_id];
    return whisper ? prefix.filter((token) => token !== undefined) : [start];
  }

  async function encode(inputs: Readonly<Record<string, Tensor>>): Promise<Tensor> {
    const name = model.main_input_name;
    const session = (model.sessions as Readonly<Record<string, EncoderSession>>)['model'];
    const { last_hidden_state } = await session!.run({ [name]: inputs[name]!.ort_tensor });
    // The library's tensor is made around the runtime's, which its types do not say of this one.
    return new Tensor(last_hidden_state as never);
  }

  async function run(samples: Float32Array, language: string, stop: AbortSignal) {
    const startMs = performance.now();
    kept = null;
    const interrupt = new InterruptableStoppingCriteria();
    const onAbort = () => interrupt.interrupt();
    stop.addEventListener('abort', onAbort, { once: true });
    const chosen = new ChosenTokens();
    const processors = new LogitsProcessorList();
    processors.push(chosen);
    const sound = quietAround(samples);
    const options = recognitionOptions(entry, sound.length, language);
    const asked = { ...options, stopping_criteria: interrupt, logits_processor: processors };
    try {
      const heard =
        options.chunk_length_s === undefined
          ? await once(sound, language, asked, stop)
          : { text: (await asr(sound, asked)).text.trim(), runaway: false };
      stop.throwIfAborted();
      const average = chosen.averageLogProbability;
      return {
        ...heard,
        ...(average === undefined ? {} : { averageLogProbability: average }),
        runMs: performance.now() - startMs,
      };
    } finally {
      stop.removeEventListener('abort', onAbort);
    }
  }

  /** One utterance within the window. */
  async function once(
    samples: Float32Array,
    language: string,
    asked: ReturnType<typeof recognitionOptions> & object,
    stop: AbortSignal,
  ): Promise<Pick<RawTranscript, 'text' | 'runaway'>> {
    const inputs = (await processor(samples)) as Readonly<Record<string, Tensor>>;
    const sound = await encode(inputs);
    stop.throwIfAborted();
    const ids = await model.generate({
      ...inputs,
      [ENCODED]: sound,
      ...asked,
    });
    const written = ((ids as Tensor).tolist() as bigint[][])[0]!.map(Number);
    const tokens = written.slice(prefixFor(asked.language).length).filter((id) => id !== endToken);
    // Nothing but an end is what a model makes of silence, and more than the library can spell.
    const text =
      tokens.length === 0 ? '' : tokenizer.decode(tokens, { skip_special_tokens: true }).trim();
    kept = { sound, language: asked.language ?? language, heard: { text, tokens } };
    return { text, runaway: written.at(-1) !== endToken && tokens.length >= asked.max_new_tokens };
  }

  return {
    run,
    async fit(texts) {
      if (!kept || kept.heard.tokens.length === 0) return null;
      const { sound, language, heard } = kept;
      const told = entry.languages.length === 1 ? undefined : language;
      const rows = texts.map((text) => {
        const written = candidateText(text, language);
        const spelled = whisper ? ` ${written}` : written;
        const tokens = tokenizer.encode(spelled, { add_special_tokens: false });
        return { text, tokens: tokens.map(Number) };
      });
      const prefix = prefixFor(whisper ? told : undefined);
      const parts = { model, tokenizer, prefix, endToken, sound };
      const [first, ...candidates] = await fitTexts(parts, [heard, ...rows]);
      return { heard: first!, candidates };
    },
    dispose: () => asr.dispose(),
  };
}
