import * as v from 'valibot';
import { ApiError } from '../api-error.ts';
import prompts from './tutor-prompts.json' with { type: 'json' };

const types = Object.keys(prompts.types) as (keyof typeof prompts.types)[];
const short = v.pipe(v.string(), v.maxLength(200));
const text = v.pipe(v.string(), v.maxLength(4000));

const contextSchema = v.object({
  /** What kind of lesson it is; decides how the tutor goes about it. */
  type: v.picklist(types),
  title: v.optional(short),
  /** The language being learned, by its BCP 47 tag or its name. */
  language: v.optional(short),
  /** The language of explanations. */
  instructionLanguage: v.optional(short),
  /** A1 to C2. */
  level: v.optional(v.pipe(v.string(), v.maxLength(20))),
  topic: v.optional(short),
  /** What the learner is to do now. */
  task: v.optional(text),
  passages: v.optional(v.pipe(v.array(text), v.maxLength(20))),
});

/**
 * What the tutor is told about a lesson.
 * @throws ApiError 400 `invalid_request` naming the field of `context`.
 */
export function tutorPrompt(context: unknown): string {
  const result = v.safeParse(contextSchema, context ?? { type: 'conversation' });
  if (!result.success) {
    const [issue] = result.issues;
    const param = ['context', ...(issue.path ?? []).map((item) => String(item.key))].join('.');
    throw new ApiError(400, 'invalid_request', `${param} must be ${issue.expected ?? 'shorter'}.`, {
      param,
    });
  }
  const { type, passages = [], ...facts } = result.output;
  const lines = Object.entries(facts).map(([name, value]) => `${name}: ${value}`);
  const material = [...lines, ...passages.map((passage) => `passage: ${passage}`)]
    // Nothing in the material can end it.
    .map((line) => line.replaceAll('<', '‹'))
    .join('\n');
  const told = `${prompts.base}\n\n${prompts.types[type]}`;
  return material === '' ? told : `${told}\n\n<lesson>\n${material}\n</lesson>`;
}
