import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StopStrings } from '../../../src/contracts/stop-strings.ts';

function feed(stops: readonly string[], pieces: readonly string[]) {
  const filter = new StopStrings(stops);
  const shown = pieces.map((piece) => filter.push(piece));
  return { text: shown.join('') + filter.end(), found: filter.found };
}

describe('StopStrings', () => {
  it('ends before the first of several', () => {
    expect(feed(['###', 'User:'], ['Hello', ' Us', 'er: ###'])).toEqual({
      text: 'Hello ',
      found: true,
    });
  });

  it('shows what only looked like a beginning', () => {
    expect(feed(['User:'], ['Us', 'e it'])).toEqual({ text: 'Use it', found: false });
    expect(feed(['User:'], ['Use'])).toEqual({ text: 'Use', found: false });
    expect(feed([''], ['all'])).toEqual({ text: 'all', found: false });
  });

  it('cuts where one look at the whole text would cut, whatever the pieces', () => {
    const letters = fc.stringMatching(/^[ab]{0,12}$/);
    const stops = fc.array(fc.stringMatching(/^[ab]{1,3}$/), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(stops, fc.array(letters, { maxLength: 6 }), (some, pieces) => {
        // Looked at piece by piece, an end that comes first also counts first.
        const whole = pieces.join('');
        const { text, found } = feed(some, pieces);
        expect(whole.startsWith(text)).toBe(true);
        expect(some.some((stop) => text.includes(stop))).toBe(false);
        expect(found).toBe(some.some((stop) => whole.includes(stop)));
        if (!found) expect(text).toBe(whole);
      }),
    );
  });
});
