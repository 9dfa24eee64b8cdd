import { expect, test } from 'vitest';
import { toPhonemes } from '../../../../../src/engines/in-browser/espeak/to-phonemes.ts';

/** Every word becomes its letters. */
const spell = (stretch: string) =>
  stretch
    .trim()
    .split(/\s+/)
    .map((word) => [...word].join('_'))
    .join(' ');

test.each([
  ['one two', 'o_n_e t_w_o'],
  ['One, two! Three?', 'O_n_e, t_w_o! T_h_r_e_e?'],
  ['¿Sí? “no”…', '¿S_í? “n_o”…'],
  ['  ', ''],
  ['!?', '!?'],
])('the punctuation of %j stays in place', (text, sounds) => {
  expect(toPhonemes(text, spell)).toBe(sounds);
});

test('signs of espeak-ng that are no sounds are taken out', () => {
  expect(toPhonemes('x', () => 'w_ˈɜː_l_d__ h_ˈaʊ')).toBe('w_ˈɜː_l_d h_ˈaʊ');
  expect(toPhonemes('x', () => 'a_b | c_d')).toBe('a_b c_d');
  expect(toPhonemes('x', () => '(en)k_ɒ_m(de) _ˈiː_n')).toBe('k_ɒ_m ˈiː_n');
});
