import { expect, test } from 'vitest';
import { translateEnglish as t } from '../../../fakes/translate-english.ts';
import { captionToShow } from '../../../../src/ui/learn/caption.ts';
import { microphoneButton, stateHint, type Wanted } from '../../../../src/ui/learn/voice-words.ts';
import type { AnswerBy } from '../../../../src/player/player-view.ts';
import type { MicrophoneMode, VoiceState } from '../../../../src/voice/voice-state.ts';

const states: VoiceState[] = ['idle', 'listening', 'thinking', 'speaking', 'paused', 'muted'];
const modes: MicrophoneMode[] = ['hands-free', 'tap', 'push'];
const wishes: Wanted[] = ['writing', 'choice', 'nothing', 'moment'];
const ways: AnswerBy[] = ['voice', 'keyboard'];

test('every state of voice and microphone button has words', () => {
  for (const voice of states) {
    for (const mode of modes) {
      for (const by of ways) {
        const hints = wishes.map((wanted) => stateHint(voice, by, mode, wanted));
        for (const key of [...hints, microphoneButton(voice, by, mode).label]) {
          expect(t(key)).not.toBe(key);
        }
      }
    }
  }
});

test('one who reads is asked to write only where an answer is wanted', () => {
  expect(stateHint('idle', 'keyboard', 'tap', 'writing')).toBe('stateHint.write');
  expect(stateHint('idle', 'keyboard', 'tap', 'choice')).toBe('stateHint.choose');
  expect(stateHint('idle', 'keyboard', 'tap', 'nothing')).toBe('stateHint.read');
  expect(stateHint('idle', 'keyboard', 'tap', 'moment')).toBe('stateHint.goesOn');
  expect(stateHint('idle', 'voice', 'tap', 'nothing')).toBe('stateHint.idle-tap');
  expect(stateHint('speaking', 'keyboard', 'tap', 'nothing')).toBe('stateHint.stop');
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
  expect(captionToShow('yesterday. Nearly.', shown)).toBe('');
  expect(captionToShow('Take your time.', shown)).toBe('Take your time.');
  expect(captionToShow(' ', shown)).toBe('');
});
