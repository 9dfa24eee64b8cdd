import { percentile } from '../base/percentile.ts';
import { primaryLanguage } from '../base/primary-language.ts';
import { createSubscriber } from 'svelte/reactivity';
import type { Voice } from '../contracts/engine.ts';
import type { Lesson } from '../contracts/lesson.ts';
import { resumeRun, startRun } from '../lessons/stepping.ts';
import { summarize } from '../lessons/summarize.ts';
import type { Translate } from '../messages/translate.ts';
import type { LearnerHistory } from '../progress/learner-history.ts';
import type { LessonEngines } from '../patch-panel/lesson-engines.ts';
import type { PatchPanel } from '../patch-panel/patch-panel.ts';
import type { LearnerSettings } from '../settings/learner-settings.svelte.ts';
import type { Playing, PlayOptions, TurnTimes } from '../ui/services.ts';
import { Conversation } from '../voice/conversation.svelte.ts';
import { FlightRecorder } from '../voice/flight-recorder.ts';
import { LessonPlayer } from '../voice/lesson-player.svelte.ts';
import { createSpeechCache } from '../voice/speech-cache.ts';
import { createVoiceBox } from './voice-box.ts';
import { voiceSample } from './voice-sample.ts';

export interface StageParts {
  readonly audio: AudioContext;
  readonly settings: LearnerSettings;
  readonly panel: PatchPanel;
  readonly history: LearnerHistory;
  readonly translate: () => Translate;
}

/** Where lessons are played: sound, engines and the player, in one piece that is loaded late. */
export interface Stage {
  /** Voices that this device has for a language (BCP 47), best first. */
  voices(language: string): Promise<readonly Voice[]>;
  play(lesson: Lesson, options: PlayOptions): Promise<Playing>;
  hearVoice(language: string): Promise<void>;
  /** Makes the best voice of a language (BCP 47) ready, so that it says the first line. */
  prepareVoice(language: string): Promise<void>;
  /** Makes the voice ready, so that the first prompt comes at once. */
  warmUp(): Promise<void>;
  turnTimes(): TurnTimes | null;
}

export function createStage(parts: StageParts): Stage {
  const { audio, settings, panel, history, translate } = parts;
  const now = () => performance.now();
  const box = createVoiceBox(audio, now);
  const { speaker } = box;
  const recorder = new FlightRecorder();
  const voiceChoice = (language: string): { rate: number; voice?: string } => {
    const voice = settings.voice[primaryLanguage(language)];
    return { rate: settings.rate, ...(voice ? { voice } : {}) };
  };
  const converse = (engines: LessonEngines) =>
    new Conversation(
      {
        openEar: (signal) => box.openEar(signal),
        speaker,
        synthesizer: createSpeechCache(engines.synthesizer),
        transcriber: () => (engines.can('transcribe') ? engines.transcriber : null),
        voiceChoice,
        now,
      },
      recorder,
    );
  // The panel knows nothing of reactivity.
  const followed = createSubscriber((update) => panel.subscribe(update));
  const alone = (language: string) => panel.outsideLessons(language);

  return {
    voices: (language) => alone(language).synthesizer.voices(language),
    async play(lesson, { answerBy, resume, only }) {
      const whole = !only;
      const played = only
        ? { ...lesson, steps: lesson.steps.filter(({ id }) => only.includes(id)) }
        : lesson;
      const kept = resume && whole ? await history.run(lesson.id) : undefined;
      const startedAt = kept?.startedAt ?? Date.now();
      const { language, policy = 'device-only' } = lesson;
      const engines = panel.forLesson({ language, policy });
      return new LessonPlayer({
        lesson: played,
        run: kept ? resumeRun(lesson, kept.run) : startRun(played),
        answerBy,
        conversation: converse(engines),
        recorder,
        choices: settings,
        translate,
        locale: () => settings.locale,
        chat: () => (engines.can('chat') ? engines.chat : null),
        embedder: () => (engines.can('embed') ? engines.embedder : null),
        replyFrom() {
          followed();
          return engines.place('chat');
        },
        canListen: () => engines.can('transcribe'),
        // Practice of single steps leaves the place in the whole lesson as it is.
        keep: (run) => {
          // Between two moves nothing is being said: here another voice may take over.
          engines.turnStarts();
          if (whole) history.keepRun(lesson.id, run, startedAt).catch(() => {});
        },
        finish: (run, tookMs) => {
          const { id: lessonId, title } = lesson;
          const result = summarize(played, run);
          if (whole) history.finish({ lessonId, title, language, result, tookMs }).catch(() => {});
        },
        leave: () => engines.close(),
        now,
      });
    },
    warmUp: () => alone(settings.locale).synthesizer.warmUp(() => {}, new AbortController().signal),
    turnTimes() {
      const spans = recorder.spansMs('speechEnd', 'firstSound');
      if (spans.length === 0) return null;
      const file = new Blob([recorder.exportJson()], { type: 'application/json' });
      const [p50Ms, p95Ms] = [percentile(spans, 0.5), percentile(spans, 0.95)];
      return { turns: spans.length, p50Ms, p95Ms, file };
    },
    async hearVoice(language) {
      const engines = alone(language);
      const conversation = converse(engines);
      await conversation.say(
        [{ text: voiceSample(language), language }],
        false,
        new AbortController().signal,
      );
      // Outside a lesson no notice is shown: whoever asked for the voice is told.
      if (conversation.notice) throw conversation.notice;
      // Another voice spoke than the one that was chosen: it is said why.
      const { voice } = voiceChoice(language);
      const refusal = voice && (await engines.refusalOf(voice));
      if (refusal) throw refusal;
    },
    prepareVoice: (language) => alone(language).prepareVoice(voiceChoice(language).voice),
  };
}
