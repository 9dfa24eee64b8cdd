import type { Step } from '../../contracts/lesson.ts';

type Point = Extract<Step, { kind: 'teach-back' }>['points'][number];

/** Case, accents and punctuation away, one space between words and at both ends. */
function plain(text: string): string {
  const letters = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return ` ${letters.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
}

/** For each point of a teach-back, whether one of its keywords begins a word of the explanation. */
export function pointsMet(points: readonly Point[], explanation: string): boolean[] {
  const said = plain(explanation);
  return points.map((point) =>
    point.any.some((keyword) => {
      const wanted = plain(keyword).trimEnd();
      return wanted !== '' && said.includes(wanted);
    }),
  );
}
