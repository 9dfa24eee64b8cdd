import { ParleyError } from '../base/parley-error.ts';
import type { ModelEntry } from '../contracts/catalog.ts';
import type { SynthesizeOptions, Synthesizer } from '../contracts/engine.ts';
import { createFallbackSynthesizer } from '../patch-panel/fallback-synthesizer.ts';

export interface StoredVoicesParts {
  /** Voices of the catalog whose weights are on this device. */
  readonly ready: () => Promise<readonly ModelEntry[]>;
  readonly create: (entry: ModelEntry) => Synthesizer;
  /** Speaks while no stored voice can, and where one fails. */
  readonly builtIn: Synthesizer;
}

/** Neural voices that a person fetched, before the built-in ones. */
export interface StoredVoices extends Synthesizer {
  /** Loads and tries the stored voice that a line would want, so that it speaks the first one. */
  prepare(options: SynthesizeOptions): Promise<void>;
  /** Why a voice that was asked for by id may not speak here; null while nothing is against it. */
  refusalOf(voice: string): ParleyError | null;
}

interface Use {
  readonly synthesizer: Synthesizer;
  state: 'loading' | 'fit' | 'refused';
  refusal: ParleyError | null;
}

/** The most natural first. */
const FAMILIES = ['kokoro', 'supertonic-2', 'supertonic', 'piper', 'vits'];
/** A lesson may speak two languages in turn; a third voice would cost memory for nothing. */
const MOST_LOADED = 2;

const primary = (tag: string) => tag.toLowerCase().split('-')[0] ?? '';

/**
 * A stored voice is loaded and tried when a line in its language is first said. Until it is ready
 * the built-in voices speak, so nobody waits for it but those who chose it in the settings.
 */
export function createStoredVoices({ ready, create, builtIn }: StoredVoicesParts): StoredVoices {
  // In the order in which they were last used.
  const uses = new Map<string, Use>();

  async function entriesFor(language: string): Promise<readonly ModelEntry[]> {
    const entries = await ready().catch(() => []);
    return entries
      .filter(({ id, voices }) => {
        const speaks = voices?.some((voice) => primary(voice.language) === primary(language));
        return speaks && uses.get(id)?.state !== 'refused';
      })
      .sort((a, b) => FAMILIES.indexOf(a.family) - FAMILIES.indexOf(b.family));
  }

  function start(entry: ModelEntry): Use {
    const synthesizer = create(entry);
    const use: Use = { synthesizer, state: 'loading', refusal: null };
    synthesizer
      .warmUp(() => {}, new AbortController().signal)
      .then(
        () => (use.state = 'fit'),
        (error: unknown) => {
          use.state = 'refused';
          use.refusal = error instanceof ParleyError ? error : null;
          void synthesizer.dispose();
        },
      );
    return use;
  }

  function unload(id: string): void {
    const use = uses.get(id);
    if (!use || use.state === 'refused') return;
    uses.delete(id);
    void use.synthesizer.dispose();
  }

  function useOf(entry: ModelEntry): Use {
    const use = uses.get(entry.id) ?? start(entry);
    // Used last, dropped last.
    uses.delete(entry.id);
    uses.set(entry.id, use);
    const loaded = [...uses].filter(([, { state }]) => state !== 'refused');
    for (const [id] of loaded.slice(0, -MOST_LOADED)) unload(id);
    return use;
  }

  /** What says the next line: a voice that was chosen, waited for; else one that may speak now. */
  async function speakerFor({ language, voice }: SynthesizeOptions): Promise<Synthesizer> {
    const entries = await entriesFor(language);
    const chosen = voice && entries.find(({ id }) => voice.startsWith(`browser-speak/${id}/`));
    if (voice && !chosen) return builtIn;
    const entry = chosen || entries[0];
    const use = entry && useOf(entry);
    if (!use || (use.state !== 'fit' && !chosen)) return builtIn;
    return createFallbackSynthesizer([use.synthesizer, builtIn]);
  }

  return {
    id: 'stored-voices',
    warmUp: (onProgress, signal) => builtIn.warmUp(onProgress, signal),
    async dispose() {
      for (const id of [...uses.keys()]) unload(id);
      await builtIn.dispose();
    },
    async voices(language) {
      const entries = await entriesFor(language);
      const stored = await Promise.all(
        entries.map((entry) => (uses.get(entry.id)?.synthesizer ?? create(entry)).voices(language)),
      );
      return [...stored.flat(), ...(await builtIn.voices(language))];
    },
    async *synthesize(text, options, signal) {
      const speaker = await speakerFor(options);
      signal.throwIfAborted();
      yield* speaker.synthesize(text, options, signal);
    },
    async prepare(options) {
      await speakerFor(options);
    },
    refusalOf(voice) {
      for (const { synthesizer, refusal } of uses.values())
        if (voice.startsWith(`${synthesizer.id}/`)) return refusal;
      return null;
    },
  };
}
