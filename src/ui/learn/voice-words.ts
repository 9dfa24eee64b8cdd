import type { AnswerBy } from '../../player/player-view.ts';
import type { MicrophoneMode, VoiceState } from '../../voice/voice-state.ts';

/**
 * Key of the sentence under the state word: what the learner may do now. `wanted`: an answer is;
 * where none is, one who reads goes on by pressing Continue.
 */
export function stateHint(
  voice: VoiceState,
  by: AnswerBy,
  mode: MicrophoneMode,
  wanted: boolean,
): string {
  switch (voice) {
    case 'idle':
      if (by === 'keyboard') return wanted ? 'stateHint.write' : 'stateHint.read';
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

/** What the pen shows and does now; `label` is a key of the catalogs. */
export function penOf(
  voice: VoiceState,
  by: AnswerBy,
  mode: MicrophoneMode,
): { icon: 'mic' | 'mic-off' | 'play'; label: string } {
  if (voice === 'paused') return { icon: 'play', label: 'pen.resume' };
  if (by === 'keyboard') return { icon: 'mic', label: 'pen.useVoice' };
  if (voice === 'muted') return { icon: 'mic-off', label: 'pen.unmute' };
  if (voice === 'listening') {
    return { icon: 'mic', label: mode === 'push' ? 'pen.release' : 'pen.stop' };
  }
  return { icon: 'mic', label: mode === 'push' ? 'pen.hold' : 'pen.answer' };
}
