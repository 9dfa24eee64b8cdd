import { primaryLanguage } from '../base/primary-language.ts';
import type { Policy } from '../contracts/lesson.ts';
import type { Transcriber } from '../contracts/engine.ts';
import type { Settings } from '../contracts/settings.ts';
import { createBrowserChat } from '../engines/in-browser/browser-chat.ts';
import { createBrowserEmbedder } from '../engines/in-browser/browser-embedder.ts';
import { createBrowserPhonemizer } from '../engines/in-browser/espeak/browser-phonemizer.ts';
import { createBrowserSynthesizer } from '../engines/in-browser/browser-synthesizer.ts';
import { createBrowserTranscriber } from '../engines/in-browser/browser-transcriber.ts';
import { shareEspeak, type EspeakCall } from '../engines/in-browser/espeak/espeak-call.ts';
import { createVoiceTrial } from '../engines/in-browser/voices/voice-trial.ts';
import { createHttpChat } from '../engines/over-http/http-chat.ts';
import { createHttpEmbedder } from '../engines/over-http/http-embedder.ts';
import { createHttpSynthesizer } from '../engines/over-http/http-synthesizer.ts';
import { createHttpTranscriber } from '../engines/over-http/http-transcriber.ts';
import type { Translate } from '../messages/translate.ts';
import { catalog } from '../model-store/catalog.ts';
import type { PanelSettings } from '../patch-panel/switchboard.ts';
import { PatchPanel } from '../patch-panel/patch-panel.ts';
import { StoredTargets, type MakeStored } from '../patch-panel/stored-targets.ts';
import type { LiveDatabase } from '../storage/live-database.ts';
import { inLesson } from '../ui/route.ts';
import type { ListeningOffer } from './listening-offer.svelte.ts';
import type { ModelShelf } from './model-shelf.ts';
import { pageState, pairingPage, quietMoment, watchConditions } from './page-state.ts';
import { DeviceShelf } from './device-shelf.ts';
import { ProbedDevice } from './panel-device.ts';
import { createPlatformTargets } from './platform-targets.ts';
import { voiceSample } from './voice-sample.ts';

export interface PanelParts {
  readonly database: LiveDatabase;
  readonly settings: PanelSettings & Pick<Settings, 'locale'>;
  /** Null where this browser keeps nothing. */
  readonly models: () => Promise<ModelShelf | null>;
  readonly listening: ListeningOffer;
  readonly translate: () => Translate;
}

/** The panel, and the engines of this device that others need by name. */
export interface OpenedPanel {
  readonly panel: PatchPanel;
  /** A model of the store that understands speech, made and released by the panel. */
  readonly transcriberOf: (modelId: string) => Transcriber;
}

const ALONE: Policy = 'device-only';

/** Puts the panel together: every engine of this browser, of its store and of the companion. */
export async function openPanel(parts: PanelParts): Promise<OpenedPanel> {
  const { database, settings, models, listening, translate } = parts;
  const shelf = await models();
  const device = new ProbedDevice(shelf?.device ?? (await DeviceShelf.open(database, catalog)));
  const espeak = shareEspeak();
  const stored = shelf && (await storedTargets(shelf, listening, espeak));
  const panel: PatchPanel = new PatchPanel({
    sources: [
      ...(stored ? [stored] : []),
      createPlatformTargets(
        espeak,
        () => listening.recognition,
        (key) => translate()(key),
      ),
    ],
    makeRemote: {
      chat: createHttpChat,
      transcribe: createHttpTranscriber,
      speak: createHttpSynthesizer,
      embed: createHttpEmbedder,
    },
    catalog,
    settings,
    device,
    conditions: watchConditions(() => panel.changed()),
    page: pageState,
    pairing: pairingPage,
    language: () => settings.locale,
    sentence: voiceSample,
    now: () => performance.now(),
    date: () => new Date(),
  });
  void panel.start();
  // A device that runs models has what the probes need; for others it would have to be fetched.
  if (stored?.targets().some((target) => target.now().state === 'ready'))
    void device.look(quietMoment, new AbortController().signal).then(
      () => panel.changed(),
      // Without figures of this device the panel goes by what is usual.
      () => {},
    );
  return {
    panel,
    transcriberOf(modelId) {
      const target = stored?.of('transcribe', modelId);
      if (!target) throw new Error(`${modelId} is no model of the catalog that listens.`);
      return {
        id: target.id,
        live: false,
        languages: target.languages,
        warmUp: (onProgress, signal) => panel.warm(target, onProgress, signal),
        // It is the panel's.
        dispose: () => Promise.resolve(),
        transcribe: (...asked) => target.engine(ALONE).transcribe(...asked),
      };
    },
  };
}

async function storedTargets(
  shelf: ModelShelf,
  listening: ListeningOffer,
  espeak: () => EspeakCall,
): Promise<StoredTargets> {
  const trial = createVoiceTrial({
    kept: shelf.kept,
    transcriber(language) {
      const { transcriber } = listening;
      const known = transcriber?.languages;
      const understands = known === 'any' || known?.includes(primaryLanguage(language));
      // In a lesson it belongs to the learner: a newer utterance would stop theirs.
      return understands && !inLesson() ? transcriber : null;
    },
  });
  const make: MakeStored = {
    chat: (entry) => createBrowserChat({ entry }),
    transcribe: (entry) => createBrowserTranscriber({ entry }),
    speak: (entry) =>
      createBrowserSynthesizer({ entry, trial, phonemizer: createBrowserPhonemizer(espeak()) }),
    embed: (entry) => createBrowserEmbedder({ entry }),
  };
  const { store, setupOf, isRecommended } = shelf;
  const here = await store.stored.ready().catch(() => []);
  return new StoredTargets({ store, here, make, setupOf, isRecommended });
}
