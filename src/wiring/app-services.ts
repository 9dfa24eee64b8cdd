import * as v from 'valibot';
import { whenIdle } from '../base/moments.ts';
import { primaryLanguage } from '../base/primary-language.ts';
import type { Lesson } from '../contracts/lesson.ts';
import { readLesson } from '../lessons/read-lesson.ts';
import type { LearnerHistory } from '../progress/learner-history.ts';
import type { LearnerSettings } from '../settings/learner-settings.svelte.ts';
import type { Services } from '../ui/services.ts';
import { FoundAgain } from './found-again.ts';
import type { LessonShelf } from './lesson-shelf.ts';
import type { ListeningOffer } from './listening-offer.svelte.ts';
import { settingsToSave } from './settings-to-save.ts';
import type { Stage } from './stage.ts';

export interface ServiceParts extends Pick<Services, 'install' | 'models' | 'panel' | 'update'> {
  readonly settings: LearnerSettings;
  readonly listening: ListeningOffer;
  readonly shelf: LessonShelf;
  readonly history: LearnerHistory;
  /** Sound, engines and the player: fetched when the first lesson is near. */
  readonly stage: () => Promise<Stage>;
  /** The page's sound; made in a gesture where the browser asks for one. */
  readonly wakeSound: () => void;
  readonly storage: StorageManager | undefined;
}

const place = v.object({ stepIndex: v.number() });
const talked = v.object({ said: v.array(v.unknown()) });

/** Everything the screens ask of the app. */
export function createServices(parts: ServiceParts): Services {
  const { settings, listening, install, models, panel, update } = parts;
  const { shelf, history, stage, wakeSound } = parts;
  const found = new FoundAgain(history, () => shelf.samples());
  return {
    settings,
    listening,
    install,
    models,
    panel,
    update,
    lessons: {
      samples: () => shelf.samples(),
      open: (name) => listenFor(shelf.open(name)),
      openLink: (link) => listenFor(shelf.openLink(link)),
      openFile: (file) => listenFor(shelf.openFile(file)),
      given: () => found.given(),
      finishedSamples: () => found.finishedSamples(),
      next: () => found.next(),
      async savedRuns() {
        const runs = await Promise.all((await history.runs()).map(toSavedRun));
        return runs.filter((run) => run !== null);
      },
      wakeSound,
      async play(lesson, options) {
        wakeSound();
        const [ready] = await Promise.all([stage(), listening.use(lesson.language)]);
        if (options.answerBy === 'voice') listening.begin();
        return ready.play(lesson, options);
      },
    },
    progress: {
      entries: () => found.entries(),
      deleteAll: () => history.deleteAll(),
      exportAll: () => history.exportAll(settingsToSave(settings)),
      async bringBack(file) {
        const { bringBack } = await import('./history-bring-back.ts');
        return bringBack(file, history, settings);
      },
      async storage() {
        const { usage = 0, quota = 0 } = (await parts.storage?.estimate()) ?? {};
        const persisted = (await parts.storage?.persisted()) ?? false;
        return { usedBytes: usage, quotaBytes: quota, persisted };
      },
    },
    talk: {
      listenFor: (language) => void listening.use(language),
      async model(language, policy) {
        const jobs = (await panel()).jobsFor(policy, language);
        const { current, targets } = jobs.find(({ job }) => job === 'chat') ?? {};
        const target = targets?.find(({ id }) => id === current);
        if (!target) return null;
        const { engine, makesMistakes, name, place } = target;
        return { name: engine, makesMistakes, goesTo: place === 'device' ? null : { name, place } };
      },
      async lines(language, policy) {
        const talk = await history.talk(primaryLanguage(language), policy);
        const kept = v.safeParse(talked, talk?.run);
        return kept.success ? kept.output.said.length : 0;
      },
    },
    voices: {
      of: async (language) => (await stage()).voices(language),
      async hear(language) {
        wakeSound();
        await (await stage()).hearVoice(language);
      },
      turnTimes: async () => (await stage()).turnTimes(),
    },
  };

  /** A lesson that was opened will be played: what understands its language is looked for now. */
  async function listenFor(opening: Promise<Lesson>): Promise<Lesson> {
    const lesson = await opening;
    void prepare(lesson.language);
    return lesson;
  }

  /** First what the page says of it, then, in a quiet moment, what will speak. */
  async function prepare(language: string): Promise<void> {
    await listening.use(language);
    await whenIdle();
    // A failure shows when it is to speak.
    await stage().then(
      (ready) => ready.prepareVoice(language),
      () => {},
    );
  }

  async function toSavedRun(kept: { lessonKey: string; run: unknown; savedAt: number }) {
    const run = v.safeParse(place, kept.run);
    if (!run.success) return null;
    try {
      const opened = await history.lesson(kept.lessonKey);
      if (!opened) return null;
      const lesson = readLesson(opened.lesson);
      const { lessonKey: key, savedAt } = kept;
      return { key, lesson, stepIndex: run.output.stepIndex, savedAt };
    } catch {
      // A lesson that an older version kept and this one refuses is left out of the list.
      return null;
    }
  }
}
