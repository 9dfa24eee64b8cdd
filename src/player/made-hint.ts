import { linkedAbort } from '../base/linked-abort.ts';
import type { ChatModel } from '../contracts/engine.ts';
import type { Lesson, Step } from '../contracts/lesson.ts';
import type { LessonRun } from '../lessons/lesson-run.ts';
import { pointsMet } from '../lessons/points-met.ts';
import { givesAway } from '../tutor/answer-guard.ts';
import { hintMessages, teachBackMessages } from '../tutor/hint-messages.ts';
import { plainSpeech } from '../base/plain-speech.ts';
import { fitsWindow, wholeReply } from './whole-reply.ts';

const HINT_TOKENS = 60;
/** Whoever is stuck waits for no longer. */
const LIMIT_MS = 6_000;

function askedWith(lesson: Lesson, step: Step, run: LessonRun) {
  if (step.kind !== 'teach-back') return hintMessages(lesson, step, run);
  const explained = run.last?.answer ?? '';
  const met = pointsMet(lesson, step, explained);
  const open = step.points.filter((_, index) => !met[index]);
  // Before the first try the points are the answer.
  const labels = run.judged.length > 0 ? open.map(({ label }) => label) : [];
  return teachBackMessages(lesson, step, explained, labels);
}

/** Whether a model has room for making hints; a very small one knows nothing of tasks. */
export function canMakeHints(model: ChatModel | null, lesson: Lesson, step: Step, run: LessonRun) {
  return model !== null && fitsWindow(model, askedWith(lesson, step, run), HINT_TOKENS);
}

/**
 * One hint in a sentence, or null where the model has none that does not give the answer away.
 * Rejects only with the signal's reason.
 */
export async function makeHint(
  model: ChatModel,
  lesson: Lesson,
  step: Step,
  run: LessonRun,
  signal: AbortSignal,
): Promise<string | null> {
  const limited = linkedAbort(signal);
  const timer = setTimeout(() => limited.abort(), LIMIT_MS);
  try {
    const options = { task: 'quick', maxTokens: HINT_TOKENS } as const;
    const asked = askedWith(lesson, step, run);
    const reply = await wholeReply(model, asked, options, limited.signal);
    const hint = plainSpeech(reply).replace(/\s+/g, ' ').trim();
    const known = run.judged.map(({ answer }) => answer).join('. ');
    return hint === '' || givesAway(lesson, step, run.turnIndex, hint, known) ? null : hint;
  } catch {
    signal.throwIfAborted();
    return null;
  } finally {
    clearTimeout(timer);
    limited.abort();
  }
}
