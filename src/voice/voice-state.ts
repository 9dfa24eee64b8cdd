import type { Settings } from '../contracts/settings.ts';

/** What the voice is doing; exactly one at a time, and the screen shows it in shape and word. */
export type VoiceState = 'idle' | 'listening' | 'thinking' | 'speaking' | 'paused' | 'muted';

/** How the microphone is opened: always, by one tap, or only while the microphone button is held. */
export type MicrophoneMode = Settings['microphoneMode'];
