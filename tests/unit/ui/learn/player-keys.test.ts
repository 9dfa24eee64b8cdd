import { describe, expect, test } from 'vitest';
import { playerKey, type KeyHabits, type KeyPress } from '../../../../src/ui/learn/player-keys.ts';

const press = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({
  key,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  repeat: false,
  ...change,
});

const aloud: KeyHabits = { letters: true, typing: false, words: true };
const typing: KeyHabits = { letters: true, typing: true, words: true };

describe('playerKey', () => {
  test.each([
    [' ', 'microphone'],
    ['Enter', 'continue'],
    ['r', 'repeat'],
    ['R', 'repeat'],
    ['h', 'hint'],
    ['t', 'write'],
    ['s', 'skip'],
    ['Escape', 'stop'],
    ['?', 'keys'],
  ])('%j on the page means %s', (key, type) => {
    expect(playerKey(press(key), 'page', aloud)).toEqual({ type });
  });

  test('numbers choose, up to eight', () => {
    expect(playerKey(press('1'), 'page', aloud)).toEqual({ type: 'choose', option: 0 });
    expect(playerKey(press('8'), 'control', aloud)).toEqual({ type: 'choose', option: 7 });
    expect(playerKey(press('9'), 'page', aloud)).toBeNull();
  });

  test('a field keeps every key but Escape', () => {
    for (const key of ['r', ' ', 'Enter', '1', '?']) {
      expect(playerKey(press(key), 'field', aloud)).toBeNull();
    }
    expect(playerKey(press('Escape'), 'field', aloud)).toEqual({ type: 'stop' });
  });

  test('a button keeps its own Space and Enter', () => {
    expect(playerKey(press(' '), 'control', aloud)).toBeNull();
    expect(playerKey(press('Enter'), 'control', aloud)).toBeNull();
    expect(playerKey(press('r'), 'control', aloud)).toEqual({ type: 'repeat' });
  });

  test('the browser keeps its combinations, and a key that is held counts once', () => {
    expect(playerKey(press('r', { ctrlKey: true }), 'page', aloud)).toBeNull();
    expect(playerKey(press(' ', { repeat: true }), 'page', aloud)).toBeNull();
  });

  test('single letters can be switched off; Space, Enter and Escape stay', () => {
    expect(playerKey(press('r'), 'page', { ...aloud, letters: false })).toBeNull();
    expect(playerKey(press('2'), 'page', { ...aloud, letters: false })).toBeNull();
    expect(playerKey(press(' '), 'page', { ...aloud, letters: false })).toEqual({
      type: 'microphone',
    });
  });

  test('where answers are typed every letter is the beginning of one', () => {
    for (const key of ['P', 's', 'h', 't', 'r', '1', '?', ' ', 'é', 'Dead', 'Process']) {
      expect(playerKey(press(key), 'page', typing)).toEqual({ type: 'field' });
    }
    expect(playerKey(press('s'), 'control', typing)).toEqual({ type: 'field' });
    // A button that has the focus is still pressed by its keys, and Tab and arrows move.
    for (const key of [' ', 'Enter', 'Tab', 'ArrowDown', 'Backspace']) {
      expect(playerKey(press(key), 'control', typing)).toBeNull();
    }
    expect(playerKey(press('Enter'), 'page', typing)).toEqual({ type: 'continue' });
    expect(playerKey(press('Escape'), 'page', typing)).toEqual({ type: 'stop' });
  });

  test('who types is not taken at a letter before a choice either; digits choose', () => {
    const choosing = { ...typing, words: false };
    for (const key of ['s', 'h', 'r', 't', '?']) {
      expect(playerKey(press(key), 'page', choosing)).toBeNull();
    }
    expect(playerKey(press('2'), 'page', choosing)).toEqual({ type: 'choose', option: 1 });
  });
});
