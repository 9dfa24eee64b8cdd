import * as v from 'valibot';
import { ApiError } from '../api-error.ts';
import prompts from './tutor-prompts.json' with { type: 'json' };

const types = Object.keys(prompts.types) as (keyof typeof prompts.types)[];
const short = v.pipe(v.string(), v.maxLength(200));
const text = v.pipe(v.string(), v.maxLength(4000));

/** What a request says of its lesson. */
export const tutorContext = v.object({
  type: v.picklist(types),
  title: v.optional(short),
  language: v.optional(v.pipe(short, v.description('The language being learned.'))),
  instructionLanguage: v.optional(v.pipe(short, v.description('The language of explanations.'))),
  level: v.optional(v.pipe(v.string(), v.maxLength(20), v.description('A1 to C2.'))),
  topic: v.optional(short),
  task: v.optional(v.pipe(text, v.description('What the learner is to do now.'))),
  passages: v.optional(v.pipe(v.array(text), v.maxLength(20))),
});

/**
 * What the tutor is told about a lesson.
 * @throws ApiError 400 `invalid_request` naming the field of `context`.
 */
export function tutorPrompt(context: unknown): string {
  const result = v.safeParse(tutorContext, context ?? { type: 'conversation' });
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
