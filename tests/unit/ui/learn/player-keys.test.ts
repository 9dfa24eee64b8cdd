import { describe, expect, test } from 'vitest';
import { playerKey, type KeyPress } from '../../../../src/ui/learn/player-keys.ts';

const press = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({
  key,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  repeat: false,
  ...change,
});

describe('playerKey', () => {
  test.each([
    [' ', 'pen'],
    ['Enter', 'continue'],
    ['r', 'repeat'],
    ['R', 'repeat'],
    ['h', 'hint'],
    ['t', 'write'],
    ['s', 'skip'],
    ['Escape', 'stop'],
    ['?', 'keys'],
  ])('%j on the page means %s', (key, type) => {
    expect(playerKey(press(key), 'page', true)).toEqual({ type });
  });

  test('numbers choose, up to eight', () => {
    expect(playerKey(press('1'), 'page', true)).toEqual({ type: 'choose', option: 0 });
    expect(playerKey(press('8'), 'control', true)).toEqual({ type: 'choose', option: 7 });
    expect(playerKey(press('9'), 'page', true)).toBeNull();
  });

  test('a field keeps every key but Escape', () => {
    for (const key of ['r', ' ', 'Enter', '1', '?']) {
      expect(playerKey(press(key), 'field', true)).toBeNull();
    }
    expect(playerKey(press('Escape'), 'field', true)).toEqual({ type: 'stop' });
  });

  test('a button keeps its own Space and Enter', () => {
    expect(playerKey(press(' '), 'control', true)).toBeNull();
    expect(playerKey(press('Enter'), 'control', true)).toBeNull();
    expect(playerKey(press('r'), 'control', true)).toEqual({ type: 'repeat' });
  });

  test('the browser keeps its combinations, and a key that is held counts once', () => {
    expect(playerKey(press('r', { ctrlKey: true }), 'page', true)).toBeNull();
    expect(playerKey(press(' ', { repeat: true }), 'page', true)).toBeNull();
  });

  test('single letters can be switched off; Space, Enter and Escape stay', () => {
    expect(playerKey(press('r'), 'page', false)).toBeNull();
    expect(playerKey(press('2'), 'page', false)).toBeNull();
    expect(playerKey(press(' '), 'page', false)).toEqual({ type: 'pen' });
  });
});
