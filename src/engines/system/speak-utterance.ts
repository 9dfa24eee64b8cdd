import { ParleyError } from '../../base/parley-error.ts';

/** The part of speechSynthesis that is used. */
export type SpeechLike = Pick<
  SpeechSynthesis,
  | 'speak'
  | 'cancel'
  | 'resume'
  | 'getVoices'
  | 'paused'
  | 'speaking'
  | 'pending'
  | 'addEventListener'
  | 'removeEventListener'
>;

/** A local voice starts within some 300 ms; an engine that is stuck never does. */
const START_WITHIN_MS = 2500;
/** Nobody takes longer for a character; when `end` is lost, this ends the wait. */
const MS_PER_CHARACTER = 250;
const END_SLACK_MS = 4000;

function voiceStuck(cause?: unknown): ParleyError {
  return new ParleyError(
    'voice-stuck',
    "The device's own voice does not answer.",
    'The built-in voice takes over. Restarting the browser usually helps.',
    cause === undefined ? {} : { cause },
  );
}

/**
 * Speaks one short utterance. Calls back with 0 at its first sound, then with the characters whose
 * word has begun, where the platform tells. Settles at its end; rejects with the signal's reason
 * after cancelling, or with `voice-stuck` when it does not start or does not end.
 */
export function speakUtterance(
  speech: SpeechLike,
  utterance: SpeechSynthesisUtterance,
  onHeard: (characters: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const { length } = utterance.text;
    let timer = setTimeout(() => fail(voiceStuck()), START_WITHIN_MS);

    function finish(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      utterance.onstart = utterance.onend = utterance.onerror = utterance.onboundary = null;
    }
    function fail(error: Error): void {
      finish();
      speech.cancel();
      reject(error);
    }
    const onAbort = () => fail(signal.reason as Error);

    utterance.onstart = () => {
      clearTimeout(timer);
      const longest = (length * MS_PER_CHARACTER) / utterance.rate + END_SLACK_MS;
      timer = setTimeout(() => fail(voiceStuck(new Error('no end'))), longest);
      onHeard(0);
    };
    utterance.onboundary = (event) => {
      if (event.name !== 'word') return;
      const rest = utterance.text.slice(event.charIndex);
      const word = /^\S+/.exec(rest)?.[0].length ?? 0;
      onHeard(Math.min(length, event.charIndex + word));
    };
    utterance.onend = () => {
      finish();
      resolve();
    };
    utterance.onerror = (event) => fail(voiceStuck(new Error(event.error)));
    signal.addEventListener('abort', onAbort, { once: true });
    // A queue left over from before, or a paused engine (a known state after a tab was hidden),
    // would swallow this one. Only then: some engines drop what follows a cancel too closely.
    if (speech.speaking || speech.pending) speech.cancel();
    if (speech.paused) speech.resume();
    speech.speak(utterance);
  });
}
