import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spokenText } from '../../../../src/engines/spoken-text/spoken-text.ts';

describe.each([
  [
    'en-US',
    [
      ['It costs $3.50 or £1.', 'It costs three dollars and fifty cents or one pound.'],
      [
        '1,234,567 people',
        'one million two hundred and thirty-four thousand five hundred and sixty-seven people',
      ],
      ['Pi is 3.14159.', 'Pi is three point one four one five nine.'],
      ['At 3:30, 4:05 and 12:00.', "At three thirty, four oh five and twelve o'clock."],
      [
        'In 1984, not in 2005 or 1900.',
        'In nineteen eighty-four, not in two thousand and five or nineteen hundred.',
      ],
      ['On November 20, 2026', 'On November twentieth, twenty twenty-six'],
      [
        '2026-11-20 and 3/4/2026',
        'November twentieth, twenty twenty-six and March fourth, twenty twenty-six',
      ],
      ['The 1st, 22nd and 3rd of May', 'The first, twenty-second and third of May'],
      [
        '1 km, 5 km/h, 20 °C, 75%',
        'one kilometre, five kilometres per hour, twenty degrees Celsius, seventy-five percent',
      ],
      [
        'Dr. Smith vs. Mrs. Jones, e.g. today',
        'Doctor Smith versus Missus Jones, for example today',
      ],
      ['2 + 3 = 5 & 4 × 2', 'two plus three equals five and four times two'],
      ['Chapters 3-5 at -4 °C', 'Chapters three to five at minus four degrees Celsius'],
      ['Call 0123456.', 'Call zero one two three four five six.'],
      ['Call 555-1234.', 'Call five hundred and fifty-five twelve thirty-four.'],
      ['See https://www.example.com/a?b=1#c.', 'See example dot com.'],
      ['Write to ann.lee@example.org', 'Write to ann dot lee at example dot org'],
      ['**Well** done 🎉 `ok`', 'Well done ok'],
      ['No digits here.', 'No digits here.'],
    ],
  ],
  ['en-GB', [['On 3/4/2026', 'On April third, twenty twenty-six']]],
  [
    'es-ES',
    [
      ['Cuesta 3,50 € o 1 €.', 'Cuesta tres euros con cincuenta céntimos o un euro.'],
      [
        'Hay 21 km, 201 £ y 1.234 libros.',
        'Hay veintiún kilómetros, doscientas una libras y mil doscientos treinta y cuatro libros.',
      ],
      ['Son las 3:30.', 'Son las tres y treinta.'],
      ['El 20/11/2026', 'El veinte de noviembre de dos mil veintiséis'],
      ['el 1 de mayo', 'el uno de mayo'],
      ['El 1.º y la 2.ª', 'El primero y la segunda'],
      ['El 75 % de la Sra. López', 'El setenta y cinco por ciento de la señora López'],
      ['3,14', 'tres coma uno cuatro'],
      ['p. ej. Ud. y el Dr. Ruiz', 'por ejemplo usted y el doctor Ruiz'],
    ],
  ],
  [
    'fr-FR',
    [
      ['Ça coûte 3,50 €.', 'Ça coûte trois euros et cinquante centimes.'],
      ['Il est 15 h 30, puis 18:00.', 'Il est quinze heures trente, puis dix-huit heures.'],
      ['Le 1er mai 2026', 'Le premier mai deux mille vingt-six'],
      ['Le 14 juillet', 'Le quatorze juillet'],
      ['la 2e fois', 'la deuxième fois'],
      ['80 km, 21 h et 1 h', 'quatre-vingts kilomètres, vingt et une heures et une heure'],
      ['Mme Dupont, M. Petit, etc.', 'madame Dupont, monsieur Petit, et cetera'],
      ['20 %', 'vingt pour cent'],
    ],
  ],
  [
    'de-DE',
    [
      ['Das kostet 3,50 € oder 1 €.', 'Das kostet drei Euro und fünfzig Cent oder ein Euro.'],
      ['Um 15:30 Uhr', 'Um fünfzehn Uhr dreißig'],
      ['Am 20.11.2026', 'Am zwanzigsten November zweitausendsechsundzwanzig'],
      ['der 3. Oktober 1990', 'der dritte Oktober neunzehnhundertneunzig'],
      ['1.234 km', 'eintausendzweihundertvierunddreißig Kilometer'],
      ['z. B. Dr. Weiß usw.', 'zum Beispiel Doktor Weiß und so weiter'],
      ['20 °C sind 100 %', 'zwanzig Grad sind einhundert Prozent'],
      ['1,5 kg', 'eins Komma fünf Kilo'],
    ],
  ],
] as const)('%s', (language, cases) => {
  test.each(cases.map(([text, spoken]) => ({ text, spoken })))('$text', ({ text, spoken }) => {
    expect(spokenText(text, language)).toBe(spoken);
  });
});

test('a language without a table keeps its numbers, and loses what nobody says', () => {
  expect(spokenText('**Kello** on 3:30 🎉', 'fi')).toBe('Kello on 3:30');
});

test.each(['en', 'es', 'fr', 'de'])('%s: no digit is left, whatever the text', (language) => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.,:/-% €$kmaeiou') }), (text) => {
      expect(spokenText(text, language)).not.toMatch(/\d/);
    }),
  );
});
