import type { Accept } from '../../../contracts/lesson.ts';
import { readAnswer, type Answer } from './answer.ts';
import { matchAccept } from './match-accept.ts';
import { isRight } from './match.ts';
import type { Word } from '../read/reading.ts';

/** More answers than this at once are a list, which is another thing. */
const MOST = 4;

/** The parts of an answer between "or" and "and". */
function partsOf({ readings, judging: { rules } }: Answer): readonly string[] {
  const parts: Word[][] = [[]];
  for (const word of readings[0]?.words ?? []) {
    if (rules.or.has(word.key) || rules.and.has(word.key)) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  const texts = parts.map((part) => part.map(({ source }) => source).join(' '));
  return texts.length > 1 && texts.length <= MOST && texts.every(Boolean) ? texts : [];
}

/** Whether an answer names several, each of them right: "Paris or Lyon" where either is accepted. */
export function allRight(answer: Answer, accepts: readonly Accept[]): boolean {
  const parts = partsOf(answer);
  return (
    parts.length > 0 &&
    parts.every((part) => {
      const read = readAnswer(part, answer.judging);
      return accepts.some((accept) => isRight(matchAccept(read, accept, part)));
    })
  );
}
