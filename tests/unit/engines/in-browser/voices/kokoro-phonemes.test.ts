import { expect, test } from 'vitest';
import { kokoroPhonemes } from '../../../../../src/engines/in-browser/voices/kokoro-phonemes.ts';

test.each([
  ['en-US', 'h_ə_l_ˈoʊ w_ˈɜː_l_d, m_aɪ n_ˈeɪ_m.', 'həlˈO wˈɜɹld, mI nˈAm.'],
  ['en-US', 'b_ˈɛ_ɾ_ɚ tʃ_ˈɔɪ_s? dʒ_ˈʌ_dʒ', 'bˈɛTəɹ ʧˈYs? ʤˈʌʤ'],
  ['en-GB', 'h_ə_l_ˈəʊ ð_ˈeə', 'həlˈQ ðˈɛː'],
  // Two sounds beside each other are no affricate, in English and elsewhere.
  ['en-US', 'k_ˈæ_t_ʃ', 'kˈætʃ'],
  ['es-ES', 'm_ˈu_tʃ_o t_ˈa_ɾ_d_e', 'mˈuʧo tˈaɾde'],
  ['fr-FR', 'b_ɔ̃_ʒ_ˈu_ʁ', 'bɔ̃ʒˈuʁ'],
])('%s: %s', (language, phonemes, letters) => {
  expect(kokoroPhonemes(phonemes, language)).toBe(letters);
});
