import { expect, test } from 'vitest';
import { translateEnglish as t } from '../../../../src/messages/translate.ts';
import { captionToShow } from '../../../../src/ui/learn/caption.ts';
import { penOf, stateHint } from '../../../../src/ui/learn/voice-words.ts';
import type { AnswerBy, MicrophoneMode, VoiceState } from '../../../../src/voice/player-view.ts';

const states: VoiceState[] = ['idle', 'listening', 'thinking', 'speaking', 'paused', 'muted'];
const modes: MicrophoneMode[] = ['hands-free', 'tap', 'push'];
const ways: AnswerBy[] = ['voice', 'keyboard'];

test('every state of voice and pen has words', () => {
  for (const voice of states) {
    for (const mode of modes) {
      for (const by of ways) {
        for (const key of [stateHint(voice, by, mode), penOf(voice, by, mode).label]) {
          expect(t(key)).not.toBe(key);
        }
      }
    }
  }
});

const shown = {
  prompt: 'Tell me about yesterday.',
  step: { kind: 'say', id: 'a', prompt: 'Tell me about yesterday.' },
  feedback: ['Nearly.'],
  hints: [],
  model: null,
  said: [],
} as const;

test('a caption is shown only where its words are not on the page', () => {
  expect(captionToShow('Tell me about', shown)).toBe('');
  expect(captionToShow('Take your time.', shown)).toBe('Take your time.');
  expect(captionToShow(' ', shown)).toBe('');
});
