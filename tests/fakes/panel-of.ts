import type { Synthesizer, Transcriber } from '../../src/contracts/engine.ts';
import { openLessonEngines } from '../../src/patch-panel/lesson-engines.ts';
import { fakeBoard } from './fake-board.ts';
import { fakeTarget, sourceOf } from './fake-target.ts';

/** The engines of a lesson over the given ones, each faster than the next. */
export function panelOf(engines: {
  readonly speak?: readonly Synthesizer[];
  readonly transcribe?: readonly Transcriber[];
}) {
  const { speak = [], transcribe = [] } = engines;
  const targets = [
    ...speak.map((engine, index) => fakeTarget('speak', `${engine.id} ${index}`, engine)),
    ...transcribe.map((engine, index) =>
      fakeTarget('transcribe', `${engine.id} ${index}`, engine, { languages: engine.languages }),
    ),
  ];
  const { board, log } = fakeBoard(sourceOf(...targets));
  for (const [index, target] of targets.entries())
    board.parts.runs.add(target, { firstMs: 100 * 2 ** index });
  const lesson = openLessonEngines(board, { policy: 'device-only', language: 'en' }, () => {});
  return { ...lesson, log };
}
