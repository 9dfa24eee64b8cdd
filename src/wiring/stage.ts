import type { Synthesizer } from '../contracts/engine.ts';
import type { Lesson } from '../contracts/lesson.ts';
import { resumeRun, startRun } from '../lessons/stepping.ts';
import { summarize } from '../lessons/summarize.ts';
import type { Translate } from '../messages/translate.ts';
import type { LearnerHistory } from '../progress/learner-history.ts';
import type { LearnerSettings } from '../settings/learner-settings.svelte.ts';
import type { Playing, PlayOptions } from '../ui/services.ts';
import { Conversation } from '../voice/conversation.svelte.ts';
import { FlightRecorder } from '../voice/flight-recorder.ts';
import { LessonPlayer } from '../voice/lesson-player.svelte.ts';
import type { ListeningOffer } from './listening-offer.svelte.ts';
import { createVoiceBox } from './voice-box.ts';

export interface StageParts {
  readonly audio: AudioContext;
  readonly settings: LearnerSettings;
  readonly listening: ListeningOffer;
  readonly history: LearnerHistory;
  readonly translate: () => Translate;
}

/** Where lessons are played: sound, engines and the player, in one piece that is loaded late. */
export interface Stage {
  readonly synthesizer: Synthesizer;
  readonly recorder: FlightRecorder;
  play(lesson: Lesson, options: PlayOptions): Promise<Playing>;
  hearVoice(language: string): Promise<void>;
}

export function createStage(parts: StageParts): Stage {
  const { audio, settings, listening, history, translate } = parts;
  const now = () => performance.now();
  const { synthesizer, speaker, openEar } = createVoiceBox(audio, now);
  const recorder = new FlightRecorder();
  const voiceChoice = (language: string) => {
    const voice = settings.voice[language.split('-')[0] ?? language];
    return { rate: settings.rate, ...(voice ? { voice } : {}) };
  };
  const converse = () =>
    new Conversation(
      {
        openEar,
        speaker,
        synthesizer,
        transcriber: () => listening.transcriber,
        voiceChoice,
        now,
      },
      recorder,
    );

  return {
    synthesizer,
    recorder,
    async play(lesson, { answerBy, resume, only }) {
      const whole = !only;
      const played = only
        ? { ...lesson, steps: lesson.steps.filter(({ id }) => only.includes(id)) }
        : lesson;
      const kept = resume && whole ? await history.run(lesson.id) : undefined;
      const startedAt = kept?.startedAt ?? Date.now();
      return new LessonPlayer({
        lesson: played,
        run: kept ? resumeRun(lesson, kept.run) : startRun(played),
        answerBy,
        conversation: converse(),
        recorder,
        choices: settings,
        translate,
        locale: () => settings.locale,
        canListen: () => listening.transcriber !== null,
        // Practice of single steps leaves the place in the whole lesson as it is.
        keep: (run) => {
          if (whole) history.keepRun(lesson.id, run, startedAt).catch(() => {});
        },
        finish: (run, tookMs) => {
          const { id: lessonId, title, language } = lesson;
          const result = summarize(played, run);
          if (whole) history.finish({ lessonId, title, language, result, tookMs }).catch(() => {});
        },
        now,
      });
    },
    async hearVoice(language) {
      const line = { text: translate()('tutor.tryVoice'), language: settings.locale };
      const sample = language.startsWith(settings.locale) ? line : { text: line.text, language };
      await converse().say([sample], false, new AbortController().signal);
    },
  };
}
