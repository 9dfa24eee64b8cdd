import type { AnswerBy } from '../../player/player-view.ts';
import type { MicrophoneMode, VoiceState } from '../../voice/voice-state.ts';

/** What one who answers by keyboard may do now: the lesson goes on by itself after a right answer. */
export type Wanted = 'writing' | 'choice' | 'nothing' | 'moment';

const HINTS: Readonly<Record<Wanted, string>> = {
  writing: 'stateHint.write',
  choice: 'stateHint.choose',
  nothing: 'stateHint.read',
  moment: 'stateHint.goesOn',
};

/** Key of the sentence under the state word: what the learner may do now. */
export function stateHint(
  voice: VoiceState,
  by: AnswerBy,
  mode: MicrophoneMode,
  wanted: Wanted,
): string {
  switch (voice) {
    case 'idle':
      if (by === 'keyboard') return HINTS[wanted];
      return `stateHint.idle-${mode}`;
    case 'listening':
      return mode === 'hands-free' ? 'stateHint.listening' : `stateHint.listening-${mode}`;
    case 'speaking':
      return by === 'voice' && mode === 'hands-free' ? 'stateHint.interrupt' : 'stateHint.stop';
    case 'thinking':
    case 'paused':
    case 'muted':
      return `stateHint.${voice}`;
  }
}

/** What the microphone button shows and does now; `label` is a key of the catalogs. */
export function microphoneButton(
  voice: VoiceState,
  by: AnswerBy,
  mode: MicrophoneMode,
): { icon: 'mic' | 'mic-off' | 'play'; label: string } {
  if (voice === 'paused') return { icon: 'play', label: 'microphoneButton.resume' };
  if (by === 'keyboard') return { icon: 'mic', label: 'microphoneButton.useVoice' };
  if (voice === 'muted') return { icon: 'mic-off', label: 'microphoneButton.unmute' };
  if (voice === 'listening') {
    return {
      icon: 'mic',
      label: mode === 'push' ? 'microphoneButton.release' : 'microphoneButton.stop',
    };
  }
  return {
    icon: 'mic',
    label: mode === 'push' ? 'microphoneButton.hold' : 'microphoneButton.answer',
  };
}
