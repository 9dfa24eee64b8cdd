import { describe, expect, it } from 'vitest';
import { rivalsOf } from '../../../../src/lessons/listening/rivals.ts';

const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}' ]/gu, '');
const holds = (expected: string, slip: string, language: string) =>
  rivalsOf(expected, language, 40).some((rival) => plain(rival) === plain(slip));

describe('rivalsOf', () => {
  it.each([
    ['en', 'He goes to school every day.', 'He go to school every day.'],
    ['en', 'I ate pizza yesterday.', 'I eated pizza yesterday.'],
    ['en', 'She has two brothers.', 'She has two brother.'],
    ['en', "He doesn't like fish.", "He don't like fish."],
    ['en', 'I have an apple.', 'I have a apple.'],
    ['en', 'She is taller than me.', 'She is more tall than me.'],
    ['en', 'I agree with you.', 'I am agree with you.'],
    ['en', 'The children are playing.', 'The childs are playing.'],
    ['en', 'I like playing football.', 'I like play football.'],
    ['en', 'She was making tea.', 'She was make tea.'],
    ['en', 'It depends on the weather.', 'It depends of the weather.'],
    ['en', 'He is a doctor.', 'He is doctor.'],
    ['en', 'Two loaves, please.', 'Two loaf, please.'],
    ['en', 'She walked home.', 'She walk home.'],
    ['en', 'They loved the film.', 'They love the film.'],
    ['en', 'We stopped at the shop.', 'We stop at the shop.'],
    ['en', 'She studies a lot.', 'She study a lot.'],
    ['es', 'Una barra de pan', 'Un barra de pan'],
    ['es', 'las casas blancas', 'las casas blanca'],
    ['es', 'Yo tengo hambre', 'Yo tiene hambre'],
    ['fr', 'la maison', 'le maison'],
    ['fr', 'elle est grande', 'elle est grand'],
    ['de', 'Ich möchte einen Kaffee', 'Ich möchte ein Kaffee'],
    ['de', 'der Mann', 'den Mann'],
    ['de', 'Er fährt nach Berlin', 'Er fahren nach Berlin'],
  ])('%s: %s is held against “%s”', (language, expected, slip) => {
    expect(holds(expected, slip, language)).toBe(true);
  });

  it('changes one thing at a time, keeps case and marks, and never gives the text itself', () => {
    const text = 'He goes to the shops, please.';
    for (const rival of rivalsOf(text, 'en', 40)) {
      expect(rival).not.toBe(text);
      expect(rival).toMatch(/^\p{Lu}/u);
      expect(rival).toMatch(/please\.$/);
    }
  });

  it('leaves names and small words alone, gives the likelier slips first and no more than asked', () => {
    expect(rivalsOf('Paris', 'en', 40)).toEqual(['Parises']);
    expect(rivalsOf('I saw Paris', 'en', 40).some((rival) => rival.includes('Parises'))).toBe(
      false,
    );
    expect(rivalsOf('yes please', 'en', 40)).toEqual([]);
    expect(rivalsOf('He walks to the old market', 'en', 3)).toHaveLength(3);
    expect(rivalsOf('He walks to the old market', 'en', 1)[0]).toMatch(/^She /);
  });

  it('has nothing to say of a language without rules', () => {
    expect(rivalsOf('Hon går till skolan', 'sv', 40)).toEqual([]);
  });
});
