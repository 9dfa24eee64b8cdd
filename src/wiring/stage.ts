import type { Synthesizer } from '../contracts/engine.ts';
import type { Lesson } from '../contracts/lesson.ts';
import { resumeRun, startRun } from '../lessons/stepping.ts';
import { summarize } from '../lessons/summarize.ts';
import type { Translate } from '../messages/translate.ts';
import type { LearnerHistory } from '../progress/learner-history.ts';
import type { LearnerSettings } from '../settings/learner-settings.svelte.ts';
import type { Playing, PlayOptions, TurnTimes } from '../ui/services.ts';
import { Conversation } from '../voice/conversation.svelte.ts';
import { FlightRecorder, percentile } from '../voice/flight-recorder.ts';
import { LessonPlayer } from '../voice/lesson-player.svelte.ts';
import type { ReadyModels } from './ready-models.ts';
import type { ListeningOffer } from './listening-offer.svelte.ts';
import type { ModelShelf } from './model-shelf.ts';
import { createVoiceBox } from './voice-box.ts';
import voiceSamples from './voice-samples.json' with { type: 'json' };

export interface StageParts {
  readonly audio: AudioContext;
  readonly settings: LearnerSettings;
  readonly listening: ListeningOffer;
  readonly history: LearnerHistory;
  /** Models on this device; null where this browser keeps nothing. */
  readonly models: () => Promise<ModelShelf | null>;
  readonly translate: () => Translate;
  /** Language models of this device; null where this browser keeps nothing. */
  readonly tutorModels: () => Promise<ReadyModels | null>;
}

/** Where lessons are played: sound, engines and the player, in one piece that is loaded late. */
export interface Stage {
  readonly synthesizer: Synthesizer;
  play(lesson: Lesson, options: PlayOptions): Promise<Playing>;
  hearVoice(language: string): Promise<void>;
  /** Makes the best voice of a language (BCP 47) ready, so that it says the first line. */
  prepareVoice(language: string): Promise<void>;
  /** Makes the voice ready, so that the first prompt comes at once. */
  warmUp(): Promise<void>;
  turnTimes(): TurnTimes | null;
}

const primaryOf = (language: string) => language.split('-')[0] ?? language;

export function createStage(parts: StageParts): Stage {
  const { audio, settings, listening, history, models, translate } = parts;
  const now = () => performance.now();
  const box = createVoiceBox({
    audio,
    now,
    models,
    listener(language) {
      const { transcriber } = listening;
      const understands =
        transcriber?.languages === 'any' || transcriber?.languages.includes(primaryOf(language));
      // In a lesson it belongs to the learner: a newer utterance would stop theirs.
      return understands && location.hash !== '#/play' ? transcriber : null;
    },
  });
  const { synthesizer, speaker } = box;
  const recorder = new FlightRecorder();
  const voiceChoice = (language: string): { rate: number; voice?: string } => {
    const voice = settings.voice[primaryOf(language)];
    return { rate: settings.rate, ...(voice ? { voice } : {}) };
  };
  const converse = () =>
    new Conversation(
      {
        openEar: (signal) => box.openEar(signal),
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
    async play(lesson, { answerBy, resume, only }) {
      const whole = !only;
      const played = only
        ? { ...lesson, steps: lesson.steps.filter(({ id }) => only.includes(id)) }
        : lesson;
      const kept = resume && whole ? await history.run(lesson.id) : undefined;
      const startedAt = kept?.startedAt ?? Date.now();
      const tutors = await parts.tutorModels();
      return new LessonPlayer({
        lesson: played,
        run: kept ? resumeRun(lesson, kept.run) : startRun(played),
        answerBy,
        conversation: converse(),
        recorder,
        choices: settings,
        translate,
        locale: () => settings.locale,
        chat: () => tutors?.chat(lesson.language) ?? null,
        embedder: () => tutors?.embedder(lesson.language) ?? null,
        replyFrom: () => {
          const name = tutors?.nameOfChat(lesson.language) ?? null;
          if (name === null) return null;
          return { place: 'device', name, because: { key: 'talk.onDevice', params: { name } } };
        },
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
    warmUp: () => synthesizer.warmUp(() => {}, new AbortController().signal),
    turnTimes() {
      const spans = recorder.spansMs('speechEnd', 'firstSound');
      if (spans.length === 0) return null;
      const file = new Blob([recorder.exportJson()], { type: 'application/json' });
      const [p50Ms, p95Ms] = [percentile(spans, 0.5), percentile(spans, 0.95)];
      return { turns: spans.length, p50Ms, p95Ms, file };
    },
    async hearVoice(language) {
      const text = (voiceSamples as Record<string, string>)[primaryOf(language)] ?? voiceSamples.en;
      const conversation = converse();
      await conversation.say([{ text, language }], false, new AbortController().signal);
      // Outside a lesson no notice is shown: whoever asked for the voice is told.
      if (conversation.notice) throw conversation.notice;
      // Another voice spoke than the one that was chosen: it is said why.
      const { voice } = voiceChoice(language);
      const refusal = voice && box.voices.refusalOf(voice);
      if (refusal) throw refusal;
    },
    prepareVoice: (language) => box.voices.prepare({ language, ...voiceChoice(language) }),
  };
}
