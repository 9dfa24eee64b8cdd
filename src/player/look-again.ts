import { linkedAbort } from '../base/linked-abort.ts';
import { sentencesIn } from '../base/segments.ts';
import type { AnswerCheck } from '../contracts/answer-check.ts';
import type { ChatModel, Embedder } from '../contracts/engine.ts';
import type { Lesson, Step } from '../contracts/lesson.ts';
import { answerLanguage } from '../lessons/step-facts.ts';
import { givesAway } from '../tutor/answer-guard.ts';
import grading from '../tutor/grading.json' with { type: 'json' };
import { cosine } from '../tutor/passage-choice.ts';
import {
  gradeJsonSchema,
  gradeMessages,
  readGrade,
  type ModelGrade,
  type Rubric,
} from '../tutor/rubric.ts';
import { secondLook, type Nearness } from '../tutor/second-look.ts';
import { fitsWindow, wholeReply } from './whole-reply.ts';

const GRADE_TOKENS = 140;

/** Who can judge by meaning; null where nobody is there. */
export interface Judges {
  readonly chat: ChatModel | null;
  readonly embedder: Embedder | null;
}

/** An answer that the rules refused. */
export interface Refused {
  readonly lesson: Lesson;
  readonly step: Step;
  readonly turnIndex: number;
  readonly answer: string;
  readonly check: AnswerCheck;
  readonly rubric: Rubric;
}

/**
 * Judges a refused answer again by meaning. What does not come within 2.5 s does not count, and
 * without any word from the judges the rules stand. Rejects only with the signal's reason.
 */
export async function lookAgain(
  refused: Refused,
  { chat, embedder }: Judges,
  signal: AbortSignal,
): Promise<AnswerCheck> {
  const { lesson, step, turnIndex, answer, check, rubric } = refused;
  const limited = linkedAbort(signal);
  const timer = setTimeout(() => limited.abort(), grading.timeLimitMs);
  // A judge that fails has no opinion.
  const orNull = <T>(opinion: Promise<T> | null): Promise<T | null> =>
    Promise.race([Promise.resolve(opinion).catch(() => null), aborted(limited.signal)]);
  const [nearness, grade] = await Promise.all([
    orNull(embedder && nearnessOf(refused, embedder, limited.signal)),
    orNull(chat && gradeOf(refused, chat, limited.signal)),
  ]);
  clearTimeout(timer);
  limited.abort();
  signal.throwIfAborted();
  const looked = secondLook(check, rubric, embedder?.id ?? '', nearness, grade);
  const sentence = grade?.sentence.trim() ?? '';
  if (looked.verdict !== 'close' || sentence === '') return looked;
  const leaks = givesAway(lesson, step, turnIndex, sentence, answer);
  return leaks ? looked : { ...looked, feedback: sentence };
}

function aborted(signal: AbortSignal): Promise<null> {
  if (signal.aborted) return Promise.resolve(null);
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(null), { once: true }),
  );
}

/** The answer as a whole and sentence by sentence: an explanation makes its points one by one. */
function partsOf(answer: string, language: string): string[] {
  const parts = sentencesIn(answer, language);
  return parts.length > 1 ? [answer, ...parts] : [answer];
}

async function nearnessOf(
  { lesson, step, rubric, answer }: Refused,
  embedder: Embedder,
  signal: AbortSignal,
): Promise<Nearness> {
  const parts = partsOf(answer, answerLanguage(lesson, step));
  const examples = rubric.points.flatMap(({ id, examples: texts }) =>
    texts.map((text) => ({ id, text })),
  );
  const vectors = await embedder.embed([...parts, ...examples.map(({ text }) => text)], signal);
  const said = vectors.slice(0, parts.length);
  const near: Record<string, number> = {};
  for (const [index, { id }] of examples.entries()) {
    const wanted = vectors[parts.length + index];
    if (!wanted) continue;
    near[id] = Math.max(near[id] ?? -1, ...said.map((vector) => cosine(vector, wanted)));
  }
  return near;
}

async function gradeOf(
  { lesson, step, answer, rubric }: Refused,
  model: ChatModel,
  signal: AbortSignal,
): Promise<ModelGrade | null> {
  const messages = gradeMessages(lesson, step, rubric, answer);
  if (!fitsWindow(model, messages, GRADE_TOKENS)) return null;
  const options = {
    task: 'grade',
    maxTokens: GRADE_TOKENS,
    temperature: 0,
    schema: gradeJsonSchema,
  } as const;
  return readGrade(await wholeReply(model, messages, options, signal));
}
