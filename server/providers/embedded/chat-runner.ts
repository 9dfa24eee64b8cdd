import {
  AutoModelForCausalLM,
  AutoTokenizer,
  TextStreamer,
  type Tensor,
} from '@huggingface/transformers';
import type { ChatWork, WorkPart, WorkResult, WorkerSetup } from './embedded-protocol.ts';
import {
  FlagCriteria,
  loadOptions,
  throwIfStopped,
  WorkStopped,
  type Runner,
  type StopFlag,
} from './runner.ts';
import { StopStrings } from '../../../src/contracts/stop-strings.ts';

/** When neither the client nor the model says how long an answer may be. */
const MAX_TOKENS = 1024;

interface Encoded {
  readonly input_ids: Tensor;
  readonly attention_mask: Tensor;
}

/** Loads a chat model. */
export async function loadChatRunner(setup: WorkerSetup): Promise<Runner> {
  const { id, contextTokens = 2048 } = setup.model;
  const tokenizer = await AutoTokenizer.from_pretrained(id);
  const model = await AutoModelForCausalLM.from_pretrained(id, loadOptions(setup));
  const own = (model.generation_config ?? {}) as {
    readonly max_new_tokens?: number | null;
    readonly eos_token_id?: number | readonly number[] | null;
  };
  const ends = new Set([own.eos_token_id ?? []].flat().map(Number));

  async function run(
    work: ChatWork,
    part: (part: WorkPart) => void,
    flag: StopFlag,
  ): Promise<WorkResult> {
    const encoded = tokenizer.apply_chat_template([...work.messages], {
      add_generation_prompt: true,
      return_dict: true,
    }) as unknown as Encoded;
    const promptTokens = encoded.input_ids.dims.at(-1) ?? 0;
    const room = contextTokens - promptTokens;
    if (room < 1) throw new WorkStopped('context-length');
    const maxTokens = Math.min(room, work.maxTokens ?? own.max_new_tokens ?? MAX_TOKENS);
    const stops = new StopStrings(work.stop);
    const say = (text: string) => {
      if (text !== '' && !flag.stopped) part({ job: 'chat', text });
    };
    const sample =
      work.temperature === undefined
        ? {}
        : { do_sample: work.temperature > 0, temperature: work.temperature || 1 };
    const output = (await model.generate({
      ...encoded,
      ...sample,
      ...(work.topP === undefined ? {} : { top_p: work.topP }),
      max_new_tokens: maxTokens,
      stopping_criteria: [
        new FlagCriteria({
          get stopped() {
            return flag.stopped || stops.found;
          },
        }),
      ],
      streamer: new TextStreamer(tokenizer, {
        skip_prompt: true,
        skip_special_tokens: true,
        callback_function: (text: string) => say(stops.push(text)),
      }),
    })) as Tensor;
    throwIfStopped(flag);
    say(stops.end());
    const completionTokens = (output.dims.at(-1) ?? promptTokens) - promptTokens;
    const last = Number((output.data as BigInt64Array).at(-1));
    const cut = completionTokens >= maxTokens && !ends.has(last) && !stops.found;
    return { job: 'chat', finishReason: cut ? 'length' : 'stop', promptTokens, completionTokens };
  }

  return { run: (work, part, flag) => run(work as ChatWork, part, flag) };
}
