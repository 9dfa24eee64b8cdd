import { describe, expect, it } from 'vitest';
import type { Quality } from '../../../src/patch-panel/candidate.ts';
import { openLessonEngines } from '../../../src/patch-panel/lesson-engines.ts';
import { fakeBoard } from '../../fakes/fake-board.ts';
import { fakeTarget, sourceOf } from '../../fakes/fake-target.ts';
import { FakeTranscriber } from '../../fakes/fake-transcriber.ts';

const never = new AbortController().signal;

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable is what is wanted
async function* frames(): AsyncGenerator<Float32Array> {
  yield new Float32Array(512);
}

interface Given {
  readonly quality: Quality;
  readonly firstMs: number;
  readonly loaded?: boolean;
  readonly place?: 'device' | 'school';
  readonly memoryMb?: number;
}

function lessonWith(ears: Readonly<Record<string, Given>>, policy = 'device-only' as const) {
  const targets = Object.entries(ears).map(([id, { quality, loaded = true, ...more }]) => {
    const engine = new FakeTranscriber({ id });
    const target = fakeTarget('transcribe', id, engine, {
      quality,
      place: more.place ?? 'device',
      memoryMb: more.memoryMb ?? 0,
    });
    target.is = { state: 'ready', loaded };
    return target;
  });
  const { board, test } = fakeBoard(sourceOf(...targets));
  for (const target of targets) board.parts.runs.add(target, { firstMs: ears[target.id]!.firstMs });
  const lesson = openLessonEngines(board, { policy, language: 'en' }, () => {});
  return { lesson, targets, test, board };
}
const later = () => new Promise((resolve) => setTimeout(resolve));

describe('second ears', () => {
  it('are the next ones of better quality that are in memory and quick enough', () => {
    const { lesson } = lessonWith({
      small: { quality: 'tiny', firstMs: 100 },
      alike: { quality: 'tiny', firstMs: 150 },
      larger: { quality: 'small', firstMs: 1200 },
    });
    expect(lesson.secondEars()?.id).toBe('larger');
  });

  it('are none where they would take longer than asking again', () => {
    const { lesson } = lessonWith({
      small: { quality: 'tiny', firstMs: 100 },
      larger: { quality: 'small', firstMs: 4000 },
    });
    expect(lesson.secondEars()).toBeNull();
    expect(lesson.slowerEars()).toBe('larger');
  });

  it('are loaded beside the lesson when they are first asked for, where there is room', async () => {
    const { lesson, targets, test } = lessonWith({
      small: { quality: 'tiny', firstMs: 100 },
      larger: { quality: 'small', firstMs: 900, loaded: false },
    });
    expect(lesson.secondEars()).toBeNull();
    await later();
    expect(test.changes).toBeGreaterThan(0);
    targets[1]!.is = { state: 'ready', loaded: true };
    expect(lesson.secondEars()?.id).toBe('larger');
  });

  it('stay within what the lesson allows', () => {
    const { lesson } = lessonWith({
      small: { quality: 'tiny', firstMs: 100 },
      school: { quality: 'medium', firstMs: 300, place: 'school' },
    });
    expect(lesson.secondEars()).toBeNull();
    expect(lesson.slowerEars()).toBeNull();
  });

  it('are counted as at work while they listen', async () => {
    const { lesson, board, targets } = lessonWith({
      small: { quality: 'tiny', firstMs: 100 },
      larger: { quality: 'small', firstMs: 900, memoryMb: 900 },
    });
    const heard = lesson.secondEars()!.transcribe(frames(), { language: 'en' }, never);
    for await (const { text } of heard) expect(text).toBe('512 samples');
    expect(board.parts.memory.fits(targets[1]!)).toBe(true);
  });

  it('listen from the beginning once the learner wishes it', async () => {
    const { lesson } = lessonWith({
      small: { quality: 'tiny', firstMs: 100 },
      larger: { quality: 'small', firstMs: 4000 },
    });
    lesson.listenCarefully();
    expect(lesson.slowerEars()).toBeNull();
    expect(lesson.secondEars()).toBeNull();
    const asked: string[] = [];
    for await (const { text } of lesson.transcriber.transcribe(frames(), { language: 'en' }, never))
      asked.push(text);
    expect(asked).toEqual(['512 samples']);
    lesson.close();
  });
});
