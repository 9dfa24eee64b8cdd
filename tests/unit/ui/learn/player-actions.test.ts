import { expect, test, vi } from 'vitest';
import type { Playing } from '../../../../src/ui/learn/lessons.ts';
import type { Listening } from '../../../../src/ui/learn/listening.ts';
import { PlayerActions } from '../../../../src/ui/learn/player-actions.svelte.ts';

const asked = () => ({
  repeat: vi.fn(),
  hint: vi.fn(),
  continue: vi.fn(),
  tryAgain: vi.fn(),
  choose: vi.fn(),
  pause: vi.fn(),
  resume: vi.fn(),
  microphoneDown: vi.fn(),
  microphoneUp: vi.fn(),
  setAnswerBy: vi.fn(),
  takeEars: vi.fn(),
});

function at(change: Partial<Playing>, listening: Listening['state'] = 'ready', unasked = false) {
  const calls = asked();
  const playing = {
    phase: 'answer',
    voice: 'idle',
    answerBy: 'voice',
    asks: true,
    check: null,
    model: null,
    hintsLeft: 1,
    canListen: listening === 'ready',
    prompt: 'How?',
    step: { kind: 'ask', id: 'a', prompt: 'How?', accept: ['so'] },
    ...change,
    ...calls,
  } as unknown as Playing;
  const begin = vi.fn();
  const offer = unasked ? { kind: 'model', unasked } : null;
  const ears = { state: listening, offer, begin } as unknown as Listening;
  return { begin, calls, playing, actions: new PlayerActions(playing, ears) };
}
const check = (verdict: 'right' | 'wrong') => ({
  verdict,
  diff: [],
  score: 0,
  reason: { key: 'right' },
});

test('asked twice for the same words, they are said more slowly', () => {
  const { actions, calls } = at({});
  actions.repeat();
  actions.repeat();
  expect(calls.repeat.mock.calls).toEqual([[false], [true]]);
});

test('a hint that is not there is said to be missing', () => {
  const { actions, calls } = at({ hintsLeft: 0 });
  actions.hint();
  expect(calls.hint).not.toHaveBeenCalled();
  expect(actions.aside).toBe('player.noHints');
});

test('Enter goes on after a right answer and tries again after a wrong one', () => {
  const right = at({ phase: 'feedback', check: check('right') });
  right.actions.next();
  expect(right.calls.continue).toHaveBeenCalledOnce();
  const wrong = at({ phase: 'feedback', check: check('wrong') });
  wrong.actions.next();
  expect(wrong.calls.tryAgain).toHaveBeenCalledOnce();
  const shown = at({ phase: 'feedback', check: check('wrong'), model: 'so' });
  shown.actions.next();
  expect(shown.calls.continue).toHaveBeenCalledOnce();
});

test('only a choice that is there, in a step that asks, can be chosen', () => {
  const step = {
    kind: 'choose' as const,
    id: 'c',
    prompt: 'Which?',
    options: [{ text: 'a' }, { text: 'b' }],
  };
  const { actions, calls } = at({ step });
  actions.choose(5);
  actions.choose(1);
  expect(calls.choose.mock.calls).toEqual([[1]]);
  const over = at({ step, phase: 'feedback', check: check('right') });
  over.actions.choose(0);
  expect(over.calls.choose).not.toHaveBeenCalled();
});

test('the microphone button resumes, speaks, or offers what is missing to hear', () => {
  const paused = at({ voice: 'paused' });
  paused.actions.microphoneDown();
  expect(paused.calls.resume).toHaveBeenCalledOnce();
  const speaking = at({});
  speaking.actions.microphoneDown();
  expect(speaking.calls.microphoneDown).toHaveBeenCalledOnce();
  const typing = at({ answerBy: 'keyboard' });
  typing.actions.microphoneDown();
  expect(typing.calls.setAnswerBy).toHaveBeenCalledWith('voice');
  const deaf = at({ answerBy: 'keyboard' }, 'absent');
  deaf.actions.microphoneDown();
  expect(deaf.actions.dialog).toBe('listening');
});

test('who is heard elsewhere writes and speaks again, and is offered no download', () => {
  const { actions, calls } = at({ answerBy: 'keyboard', canListen: true }, 'absent', true);
  actions.switchAnswerBy();
  expect(calls.setAnswerBy).toHaveBeenCalledWith('voice');
  expect(actions.dialog).toBeNull();
});

test('the microphone button fetches ears that need no question, and says that they are coming', () => {
  const missing = at({ answerBy: 'keyboard' }, 'absent', true);
  missing.actions.microphoneDown();
  expect(missing.calls.setAnswerBy).toHaveBeenCalledWith('voice');
  expect(missing.begin).toHaveBeenCalledOnce();
  expect(missing.actions.dialog).toBeNull();
  const coming = at({ answerBy: 'keyboard', ears: 'awaited' }, 'getting', true);
  coming.actions.microphoneDown();
  expect(coming.actions.aside).toBe('ears.soon');
  expect(coming.calls.setAnswerBy).not.toHaveBeenCalled();
});

test('ears that come open at once, but never over an answer that is being written', () => {
  const idle = at({ ears: 'came', answerBy: 'keyboard' });
  idle.actions.takeEars();
  expect(idle.calls.takeEars).toHaveBeenCalledOnce();
  const writing = at({ ears: 'came', answerBy: 'keyboard' });
  writing.actions.written = 'Par';
  writing.actions.takeEars();
  const judged = at({ ears: 'came', answerBy: 'keyboard', phase: 'feedback' });
  judged.actions.takeEars();
  expect(writing.calls.takeEars).not.toHaveBeenCalled();
  expect(judged.calls.takeEars).not.toHaveBeenCalled();
});

test('a letter from somebody who writes begins an answer, also while ears are open', () => {
  vi.stubGlobal('document', { querySelector: () => null });
  const { actions, calls } = at({});
  actions.writeInstead('s');
  expect(calls.setAnswerBy).toHaveBeenCalledWith('keyboard');
  expect(actions.written).toBe('s');
});
