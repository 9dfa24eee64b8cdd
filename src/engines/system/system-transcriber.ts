import { primaryLanguage } from '../../base/primary-language.ts';
import { ParleyError } from '../../base/parley-error.ts';
import { linkedAbort } from '../../base/linked-abort.ts';
import type { Transcriber, Transcript } from '../../contracts/engine.ts';
import { createFrameTrack, type FrameTrack } from './frame-track.ts';
import {
  localRecognition,
  type Recognition,
  type RecognitionConstructor,
  type RecognitionEvent,
} from './speech-recognition.ts';

/** The part of the page that is used, so that tests can give another. */
export interface SystemHearing {
  readonly Recognition: RecognitionConstructor | null;
  createTrack(): FrameTrack;
}

/** After the last sound the platform has this long for its last words. */
const LAST_WORDS_MS = 3000;

function pageHearing(): SystemHearing {
  let audio: AudioContext | null = null;
  return {
    Recognition: localRecognition(globalThis),
    createTrack: () => createFrameTrack((audio ??= new AudioContext())),
  };
}

function hearingFailed(cause: unknown): ParleyError {
  return new ParleyError(
    'system-hearing-failed',
    "The device's own speech recognition stopped.",
    'Answer by keyboard, or choose another one in the settings.',
    { cause },
  );
}

/** Text, whether it is final, and the confidence of what a result event holds so far. */
function transcriptOf({ results }: RecognitionEvent, language: string): Transcript {
  const best = Array.from(results, (result) => result[0]).filter((each) => each !== undefined);
  const text = best
    .map(({ transcript }) => transcript.trim())
    .filter(Boolean)
    .join(' ');
  const told = best.map(({ confidence }) => confidence).filter((confidence) => confidence > 0);
  const confidence = told.length > 0 ? { confidence: Math.min(...told) } : {};
  return { text, final: false, language, ...confidence };
}

/**
 * The platform's recognition of `language` (BCP 47), held to this device; null where it cannot be:
 * its cloud form is never used. `warmUp` installs the language where the platform offers to.
 */
export async function createSystemTranscriber(
  language: string,
  page: SystemHearing = pageHearing(),
): Promise<Transcriber | null> {
  const { Recognition } = page;
  const options = { langs: [language], processLocally: true } as const;
  const available = () =>
    Recognition?.available?.(options).catch(() => 'unavailable' as const) ?? 'unavailable';
  if (!Recognition || (await available()) === 'unavailable') return null;

  async function* hear(
    audio: AsyncIterable<Float32Array>,
    told: string,
    signal: AbortSignal,
  ): AsyncGenerator<Transcript> {
    const recognition = new Recognition!();
    recognition.lang = told;
    recognition.continuous = true;
    recognition.interimResults = true;
    recognition.processLocally = true;
    // A platform that ignores the wish would send the voice away.
    if (!recognition.processLocally) throw hearingFailed(new Error('not local'));
    const track = page.createTrack();
    const own = linkedAbort(signal);
    const results = listen(recognition, told, own.signal);
    try {
      recognition.start(track.track);
      void feed(audio, track, recognition, own.signal);
      yield* results;
    } finally {
      own.abort();
      recognition.abort();
      track.close();
    }
  }

  return {
    id: `system-transcribe/${language}`,
    live: true,
    languages: [primaryLanguage(language)],
    async warmUp(onProgress, signal) {
      if ((await available()) !== 'available') {
        const installed = await Recognition.install?.(options).catch(() => false);
        signal.throwIfAborted();
        if (!installed) throw hearingFailed(new Error('not installed'));
      }
      onProgress({ loadedBytes: 0, totalBytes: 0 });
    },
    dispose: () => Promise.resolve(),
    transcribe: (audio, told, signal) => hear(audio, told.language, signal),
  };
}

/** Plays an utterance into the track; at its end the platform is told to finish. */
async function feed(
  audio: AsyncIterable<Float32Array>,
  track: FrameTrack,
  recognition: Recognition,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const frame of audio) {
      if (signal.aborted) return;
      track.push(frame);
    }
    await track.drained();
    if (!signal.aborted) recognition.stop();
    setTimeout(() => {
      if (!signal.aborted) recognition.abort();
    }, LAST_WORDS_MS);
  } catch {
    // The frames failed: what was heard until then is the result.
    if (!signal.aborted) recognition.stop();
  }
}

/** Drafts as they come, then one final when the platform says that it ended. */
async function* listen(
  recognition: Recognition,
  language: string,
  signal: AbortSignal,
): AsyncGenerator<Transcript> {
  let last: Transcript = { text: '', final: false, language };
  let fresh = false;
  let ended = false;
  let failure: ParleyError | null = null;
  let wake = () => {};
  const change = () => wake();
  recognition.onresult = (event) => {
    last = transcriptOf(event, language);
    fresh = true;
    change();
  };
  recognition.onerror = ({ error }) => {
    // Silence is an answer, not a failure.
    if (error !== 'no-speech' && error !== 'aborted') failure = hearingFailed(new Error(error));
  };
  recognition.onend = () => {
    ended = true;
    change();
  };
  signal.addEventListener('abort', change, { once: true });
  for (;;) {
    signal.throwIfAborted();
    if (failure) throw failure as ParleyError;
    if (ended) break;
    if (fresh) {
      fresh = false;
      yield last;
    } else await new Promise<void>((resolve) => (wake = resolve));
  }
  yield { ...last, final: true };
}
