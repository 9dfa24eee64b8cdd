import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer());
const counted = v.pipe(v.number(), v.integer(), v.minValue(1));
const object = v.record(v.string(), v.unknown());

/**
 * Parameters of the OpenAI dialect that go to the upstream, by what they are meant to hold. An
 * upstream judges their values; others are dropped, never refused.
 */
export const chatParameters = {
  temperature: v.pipe(v.number(), v.description('With 0 an answer may come from the cache.')),
  top_p: v.number(),
  top_k: count,
  min_p: v.number(),
  n: counted,
  stop: v.union([v.string(), v.array(v.string())]),
  seed: count,
  max_tokens: counted,
  presence_penalty: v.number(),
  frequency_penalty: v.number(),
  repetition_penalty: v.number(),
  logit_bias: object,
  logprobs: v.boolean(),
  top_logprobs: count,
  response_format: object,
  tools: v.array(object),
  tool_choice: v.union([v.string(), object]),
  parallel_tool_calls: v.boolean(),
  functions: v.array(object),
  function_call: v.union([v.string(), object]),
  reasoning_effort: v.string(),
  chat_template_kwargs: object,
  verbosity: v.string(),
};
