import * as v from 'valibot';
import { ParleyError } from '../base/parley-error.ts';
import { contentKey } from '../base/content-key.ts';
import { POLICIES } from '../contracts/policy.ts';
import type { Lesson } from '../contracts/lesson.ts';
import { readLesson } from '../lessons/read-lesson.ts';
import type { LearnerHistory } from '../progress/learner-history.ts';
import type { LearnerSettings } from '../settings/learner-settings.svelte.ts';
import type { BroughtBack } from '../ui/progress/progress.ts';
import { CHOSEN_HERE } from './settings-to-save.ts';
import type { KeptResult, KeptRun, KeptTalk } from '../storage/tables.ts';

/** A file is never larger than what a browser can hold as one text with ease. */
const MOST_BYTES = 64 * 1024 * 1024;

const time = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));
const text = v.pipe(v.string(), v.maxLength(200));
const times = { startedAt: time, savedAt: time };
const resultRow = v.object({
  lessonId: text,
  lessonKey: v.optional(text),
  title: text,
  language: text,
  result: v.looseObject({ asked: v.number(), right: v.number() }),
  finishedAt: time,
  tookMs: v.pipe(v.number(), v.minValue(0)),
});
/** Files of older versions name places by the id of the lesson, and hold no lessons. */
const runRow = v.object({
  lessonKey: v.optional(text),
  lessonId: v.optional(text),
  run: v.looseObject({}),
  ...times,
});
const talkRow = v.object({
  language: v.pipe(v.string(), v.regex(/^[a-z]{2,3}$/)),
  policy: v.picklist(POLICIES),
  run: v.looseObject({}),
  ...times,
});
const lessonRow = v.object({ lesson: v.unknown(), openedAt: time });
const rows = v.optional(v.array(v.unknown()), []);
const file = v.object({
  format: v.literal('parley-history-1'),
  results: rows,
  runs: rows,
  talks: rows,
  lessons: rows,
  settings: v.optional(v.record(v.string(), v.unknown()), {}),
});

const unreadable = (cause?: unknown) =>
  new ParleyError(
    'history-unreadable',
    'This file is no copy of results that Parley saved. Nothing on this device was changed.',
    'Choose the file that “Save a copy” made; its name is parley-progress.json.',
    { cause },
  );

async function parse(saved: Blob): Promise<v.InferOutput<typeof file>> {
  if (saved.size > MOST_BYTES) throw unreadable();
  try {
    return v.parse(file, JSON.parse(await saved.text()));
  } catch (cause) {
    throw unreadable(cause);
  }
}

/**
 * Brings back what `exportAll` saved: what is newer wins, nothing here goes away. Every lesson is
 * read like one from a stranger. Throws ParleyError `history-unreadable`.
 */
export async function bringBack(
  saved: Blob,
  history: LearnerHistory,
  settings: LearnerSettings,
): Promise<BroughtBack> {
  const found = await parse(saved);
  let leftOut = 0;
  const read = <T>(schema: v.GenericSchema<unknown, T>, list: readonly unknown[]): T[] =>
    list.flatMap((row) => {
      const one = v.safeParse(schema, row);
      if (!one.success) leftOut += 1;
      return one.success ? [one.output] : [];
    });

  const lessons = new Map<string, { readonly lesson: Lesson; readonly openedAt: number }>();
  for (const row of read(lessonRow, found.lessons)) {
    try {
      const lesson = readLesson(row.lesson);
      lessons.set(contentKey(lesson), { lesson, openedAt: row.openedAt });
    } catch {
      leftOut += 1;
    }
  }
  const known = await history.lessons();
  const keysOf = (id: string) =>
    [
      ...known.map(({ key, lesson }) => ({ key, label: (lesson as Lesson | null)?.id })),
      ...[...lessons].map(([key, { lesson }]) => ({ key, label: lesson.id })),
    ].flatMap(({ key, label }) => (label === id ? [key] : []));

  const places: KeptRun[] = [];
  const talks: KeptTalk[] = read(talkRow, found.talks);
  for (const { lessonKey, lessonId = '', ...row } of read(runRow, found.runs)) {
    const talk = /^parley-talk-([a-z]{2,3})$/.exec(lessonId)?.[1];
    const [key, ...others] = lessonKey ? [lessonKey] : new Set(keysOf(lessonId));
    const lesson = key && (lessons.has(key) || known.some((each) => each.key === key));
    if (talk) talks.push({ language: talk, policy: 'device-only', ...row });
    else if (key && lesson && others.length === 0) places.push({ lessonKey: key, ...row });
    else leftOut += 1;
  }
  const results = read(resultRow, found.results).map(({ lessonKey, ...row }): KeptResult => ({
    ...row,
    ...(lessonKey ? { lessonKey } : {}),
  }));
  await history.take({
    results,
    places,
    talks,
    lessons: [...lessons].map(([key, row]) => ({ key, ...row, from: 'outside' })),
  });
  const chosen = Object.entries(found.settings).filter(([name]) => !CHOSEN_HERE.includes(name));
  settings.take(Object.fromEntries(chosen));
  return {
    results: results.length,
    lessons: lessons.size,
    places: places.length + talks.length,
    leftOut,
  };
}
