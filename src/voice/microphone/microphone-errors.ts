import { ParleyError } from '../../base/parley-error.ts';

const TYPE_MEANWHILE = 'You can type meanwhile.';

/** What can be wrong with a microphone: code → what happened, what to do. */
const texts = {
  'microphone-insecure': [
    'The browser lends a microphone only to pages with a secure address.',
    `Open Parley by its https address, or on the computer that serves it. ${TYPE_MEANWHILE}`,
  ],
  'microphone-denied': [
    'The browser does not let Parley use the microphone.',
    'You can type instead, or allow it at the left end of the address bar.',
  ],
  'microphone-missing': [
    'No microphone was found.',
    `Plug one in and try again. ${TYPE_MEANWHILE}`,
  ],
  'microphone-in-use': [
    'The microphone does not start; another program seems to hold it.',
    `Close the other program and try again. ${TYPE_MEANWHILE}`,
  ],
  'microphone-failed': [
    'The microphone could not be opened.',
    `Try again, or choose another microphone. ${TYPE_MEANWHILE}`,
  ],
  'microphone-lost': [
    'The microphone is gone: unplugged, or switched off. Your place is kept.',
    `Plug it in again, or choose another one. ${TYPE_MEANWHILE}`,
  ],
  'microphone-muted': [
    'The microphone is muted by its own switch or by the system.',
    `Unmute it and go on speaking. ${TYPE_MEANWHILE}`,
  ],
  'microphone-silent': ['I hear only silence.', `Is the headset muted? ${TYPE_MEANWHILE}`],
  'microphone-stalled': [
    'No sound arrives from the microphone any more.',
    `Unplug it and plug it in again, or reload the page. ${TYPE_MEANWHILE}`,
  ],
  'microphone-interrupted': [
    'Another app, perhaps a call, has taken the sound.',
    `I go on when it is over. ${TYPE_MEANWHILE}`,
  ],
  'audio-needs-gesture': [
    'The browser keeps sound off until you press something.',
    'Press any button on this page.',
  ],
  'audio-no-device': [
    'This device plays no sound: no loudspeaker answers.',
    'Plug in headphones, or read: everything I say is on the screen.',
  ],
} as const satisfies Record<string, readonly [message: string, remedy: string]>;

export type MicrophoneErrorCode = keyof typeof texts;

/** The error for a code, with its sentence. */
export function microphoneError(code: MicrophoneErrorCode, cause?: unknown): ParleyError {
  const [message, remedy] = texts[code];
  return new ParleyError(code, message, remedy, { cause });
}

/** What a rejected `getUserMedia` means. Browsers differ in words, hardly in names. */
export function whyNotOpened(cause: unknown): ParleyError {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  switch (name) {
    case 'NotAllowedError':
      return microphoneError('microphone-denied', cause);
    case 'SecurityError':
      return microphoneError('microphone-insecure', cause);
    case 'NotFoundError':
    case 'OverconstrainedError':
      return microphoneError('microphone-missing', cause);
    case 'NotReadableError':
    case 'AbortError':
      return microphoneError('microphone-in-use', cause);
    default:
      return microphoneError('microphone-failed', cause);
  }
}
