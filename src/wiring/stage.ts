import { percentile } from '../base/percentile.ts';
import { primaryLanguage } from '../base/primary-language.ts';
import { createSubscriber } from 'svelte/reactivity';
import type { Synthesizer, Voice } from '../contracts/engine.ts';
import type { Lesson, Policy } from '../contracts/lesson.ts';
import type { Settings } from '../contracts/settings.ts';
import type { LessonRun } from '../lessons/lesson-run.ts';
import { lessonKey } from '../lessons/lesson-key.ts';
import { mayBeToldUnder } from '../lessons/said-under.ts';
import { askAnew, resumeRun, startRun } from '../lessons/stepping.ts';
import { summarize } from '../lessons/summarize.ts';
import { isTalk } from '../lessons/talk-lesson.ts';
import type { Translate } from '../messages/translate.ts';
import type { LearnerHistory } from '../progress/learner-history.ts';
import type { LessonEngines } from '../patch-panel/lesson-engines.ts';
import type { PatchPanel } from '../patch-panel/patch-panel.ts';
import type { Playing, PlayOptions } from '../ui/learn/lessons.ts';
import type { TurnTimes } from '../ui/settings/voices.ts';
import { Conversation } from '../voice/conversation.svelte.ts';
import { FlightRecorder } from '../voice/flight-recorder.ts';
import { LessonPlayer } from '../player/lesson-player.svelte.ts';
import { createSpeechCache } from '../voice/speech-cache.ts';
import { speechOptions } from '../voice/speech-options.ts';
import { lockLesson } from './lesson-lock.ts';
import type { ListeningOffer } from './listening-offer.svelte.ts';
import { createVoiceBox } from './voice-box.ts';
import { voiceSample } from './voice-sample.ts';

export interface StageParts {
  /** The page's sound; another one after the system closed it. */
  readonly audio: () => AudioContext;
  readonly settings: Pick<Settings, 'locale' | 'microphoneMode' | 'patience' | 'rate' | 'voice'>;
  readonly panel: PatchPanel;
  readonly history: LearnerHistory;
  readonly listening: Pick<ListeningOffer, 'whenReady'>;
  readonly translate: () => Translate;
  /** The browser is asked to keep what was finished when it runs out of space. */
  askToPersist(): void;
  /** Absent where the page is not secure. */
  readonly locks: LockManager | undefined;
}

/** Where lessons are played: sound, engines and the player, in one piece that is loaded late. */
export interface Stage {
  /** Voices that this device has for a language (BCP 47), best first. */
  voices(language: string): Promise<readonly Voice[]>;
  play(lesson: Lesson, options: PlayOptions): Promise<Playing>;
  hearVoice(language: string): Promise<void>;
  /** Makes the best voice of a language (BCP 47) ready, so that it says the first line. */
  prepareVoice(language: string): Promise<void>;
  /** Makes the voice of the platform ready, so that the first prompt comes at once. */
  warmUp(): Promise<void>;
  /** Makes voice detection ready before the microphone opens. */
  warmVoiceDetection(): void;
  turnTimes(): TurnTimes | null;
}

export function createStage(parts: StageParts): Stage {
  const { audio, settings, panel, history, listening, translate, locks } = parts;
  const now = () => performance.now();
  const box = createVoiceBox(audio, now);
  const { speaker } = box;
  const recorder = new FlightRecorder();
  const voiceChoice = (language: string): { rate: number; voice?: string } => {
    const voice = settings.voice[primaryLanguage(language)];
    return { rate: settings.rate, ...(voice ? { voice } : {}) };
  };
  const converse = (engines: LessonEngines, synthesizer: Synthesizer) =>
    new Conversation(
      {
        openEar: (signal, onAsking) => box.openEar(signal, onAsking),
        speaker,
        synthesizer,
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
    async play(lesson, { answerBy, resume, only, ears }) {
      const whole = !only;
      const played = only
        ? { ...lesson, steps: lesson.steps.filter(({ id }) => only.includes(id)) }
        : lesson;
      const { language, policy = 'device-only' } = lesson;
      let mineNow: (() => void) | null = null;
      const locked = createSubscriber((update) => void (mineNow = update));
      const talk = isTalk(lesson);
      const spoken = primaryLanguage(language);
      const key = lessonKey(lesson);
      const before = () => (talk ? history.talk(spoken, policy) : history.run(key));
      const kept = resume && whole ? await before() : undefined;
      const startedAt = kept?.startedAt ?? Date.now();
      const reach = () => (talk ? policy : panel.letGo(policy));
      let latest: LessonRun | null = null;
      let asItStood: LessonRun | null = null;
      let mine = !whole;
      const keep = (run: LessonRun): Promise<boolean> => {
        latest = run;
        // Another tab went on meanwhile: nothing is written before something happens in this one.
        if (run === asItStood) return Promise.resolve(true);
        // Two tabs in one lesson would take the place from each other.
        if (!mine) return Promise.resolve(false);
        const row = { ...run, policy: reach() };
        if (talk) return history.keepTalk(spoken, policy, row, startedAt);
        return history.keepRun(key, row, startedAt);
      };
      const lock = whole
        ? await lockLesson(locks, talk ? `${spoken} ${policy}` : key, () => {
            mine = true;
            mineNow?.();
            asItStood = latest;
          })
        : null;
      mine ||= lock?.mine ?? true;
      const engines = panel.forLesson({ language, policy, asks: !talk, ...(ears ? { ears } : {}) });
      engines.beginWithVoice(voiceChoice(language).voice);
      const speech = createSpeechCache(engines.synthesizer);
      return new LessonPlayer({
        lesson: played,
        run: kept ? resumed(lesson, kept.run, reach()) : startRun(played),
        answerBy,
        conversation: converse(engines, speech),
        recorder,
        // What speaks elsewhere is asked for what is really said, and nothing more.
        prepareSpeech: async (line, signal) => {
          if (!engines.speaksHere(line.language)) return;
          await speech.prepare(line.text, speechOptions(line, voiceChoice), signal);
        },
        choices: settings,
        translate,
        locale: () => settings.locale,
        policy: reach,
        chat: () => (engines.can('chat') ? engines.chat : null),
        embedder: () => (engines.can('embed') ? engines.embedder : null),
        secondEars: () => engines.secondEars(),
        slowerEars() {
          followed();
          return engines.slowerEars();
        },
        listenCarefully: () => engines.listenCarefully(),
        replyFrom() {
          followed();
          return engines.place('chat');
        },
        canListen: () => engines.can('transcribe'),
        earsReady: (signal) => listening.whenReady(signal),
        // Practice of single steps leaves the place in the whole lesson as it is.
        alone() {
          locked();
          return mine;
        },
        keep: (run) => {
          engines.turnStarts();
          return whole ? keep(run) : Promise.resolve(true);
        },
        finish: (run, tookMs, onKept) => {
          const { id: lessonId, title } = lesson;
          const result = summarize(played, run);
          const done = { lessonKey: key, lessonId, title, language, result, tookMs };
          const kept = (durable: boolean) => {
            onKept(durable);
            if (durable) parts.askToPersist();
          };
          if (whole) void history.finish(done, kept);
          latest = null;
          lock?.release();
        },
        leave() {
          lock?.release();
          engines.close();
          // The next lesson begins with the best voice there is by now.
          void alone(language).prepareVoice(voiceChoice(language).voice);
        },
        now,
      });
    },
    warmUp: () => alone(settings.locale).synthesizer.warmUp(() => {}, new AbortController().signal),
    warmVoiceDetection: () => box.warmUp(),
    turnTimes() {
      const spans = recorder.spansMs('speechEnd', 'firstSound');
      if (spans.length === 0) return null;
      const file = new Blob([recorder.exportJson()], { type: 'application/json' });
      const [p50Ms, p95Ms] = [percentile(spans, 0.5), percentile(spans, 0.95)];
      return { turns: spans.length, p50Ms, p95Ms, file };
    },
    async hearVoice(language) {
      const engines = alone(language);
      const conversation = converse(engines, createSpeechCache(engines.synthesizer));
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

/** A kept run, ready to go on where words may go so far. Tries of a narrower policy stay behind. */
function resumed(lesson: Lesson, kept: unknown, policy: Policy): LessonRun {
  const run = resumeRun(lesson, kept);
  return run.phase === 'done' || mayBeToldUnder(run.policy, policy) ? run : askAnew(lesson, run);
}
