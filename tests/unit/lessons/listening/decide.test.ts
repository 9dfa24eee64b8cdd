import { describe, expect, it } from 'vitest';
import type { ListeningLimits, TextFit } from '../../../../src/contracts/engine.ts';
import type { Candidate } from '../../../../src/lessons/listening/candidates.ts';
import { decide, type Evidence } from '../../../../src/lessons/listening/decide.ts';

const limits: ListeningLimits = {
  accept: { mean: -1.8, deficit: -3.5 },
  reject: { mean: -3, clear: -0.65 },
  sure: { mean: -0.15, gap: 1.5 },
  other: { gap: 8, deficit: -6.5, clear: -0.3 },
};

/** A text of five tokens. */
const fit = (text: string, mean: number, worst = 0): TextFit => ({
  text,
  mean,
  logProbability: mean * 5,
  words: [
    { text: 'one', deficit: 0 },
    { text: 'two', deficit: worst },
  ],
});

type Line = readonly [kind: Candidate['kind'], text: string, mean: number, worst?: number];

function heardWith(heard: readonly [string, number], lines: readonly Line[], more = {}) {
  const evidence: Evidence = {
    fit: {
      heard: fit(...heard),
      candidates: lines.map(([, text, mean, worst]) => fit(text, mean, worst)),
      limits,
    },
    limits,
    candidates: lines.map(([kind, text]) => ({
      text,
      kind,
      of: kind === 'wrong' ? text : 'right',
    })),
    transcriptRight: false,
    sameWords: (text) => text === heard[0],
    complete: true,
    form: false,
    ...more,
  };
  return decide(evidence);
}
const accepted = { kind: 'accepted', text: 'right' };

describe('decide', () => {
  it('accepts what fits, whatever was written down', () => {
    expect(heardWith(['something', -0.6], [['accepted', 'right', -1.7, -3.4]])).toEqual(accepted);
  });

  it('never accepts the best of a list that does not fit by itself', () => {
    const lines: Line[] = [
      ['accepted', 'right', -1.9],
      ['wrong', 'wrong', -4],
    ];
    expect(heardWith(['something', -0.6], lines).kind).toBe('ask-again');
    expect(heardWith(['something', -0.6], [['accepted', 'right', -1.5, -3.6]]).kind).toBe(
      'ask-again',
    );
  });

  it('believes a sure transcript before a candidate that is clearly less likely', () => {
    expect(heardWith(['another', -0.1], [['accepted', 'right', -1]]).kind).toBe('ask-again');
    expect(heardWith(['another', -0.1], [['accepted', 'right', -0.3]])).toEqual(accepted);
  });

  it('refuses what fits nowhere, and only where it was heard well', () => {
    const lines: Line[] = [['accepted', 'right', -3.4, -9]];
    expect(heardWith(['London', -0.4], lines)).toEqual({ kind: 'not-accepted' });
    expect(heardWith(['mumble', -0.9], lines).kind).toBe('ask-again');
  });

  it('refuses a sure-footed other word although it is short', () => {
    const lines: Line[] = [['accepted', 'right', -2.3, -8]];
    expect(heardWith(['six', -0.2], lines)).toEqual({ kind: 'not-accepted' });
    expect(heardWith(['six', -0.5], lines).kind).toBe('ask-again');
  });

  it('refuses nothing by ear where more may be right than was asked about', () => {
    const lines: Line[] = [['accepted', 'right', -5, -9]];
    expect(heardWith(['London', -0.2], lines, { complete: false }).kind).toBe('as-written');
  });

  it('inside other words looks at the words of the answer, not at the mean', () => {
    const lines: Line[] = [
      ['accepted', 'right', -5, -9],
      ['carried', 'it is right', -1.9, -8],
    ];
    expect(heardWith(['it is wrong', -0.2], lines)).toEqual({ kind: 'not-accepted' });
    const near: Line[] = [
      ['accepted', 'right', -5, -9],
      ['carried', 'it is right', -0.9, -3],
    ];
    expect(heardWith(['it is rite', -0.4], near)).toEqual(accepted);
  });

  it('takes a listed mistake for said when it fits and is told apart, and asks when it is not', () => {
    const lines = (mean: number): Line[] => [
      ['accepted', 'right', -1.5],
      ['wrong', 'ship', mean],
    ];
    expect(heardWith(['x', -0.6], lines(-1))).toEqual({ kind: 'not-accepted', text: 'ship' });
    expect(heardWith(['x', -0.6], lines(-1.3)).kind).toBe('ask-again');
    expect(heardWith(['x', -0.6], lines(-1.7)).kind).toBe('ask-again');
    expect(heardWith(['x', -0.6], lines(-2.2))).toEqual(accepted);
  });

  describe('where the form is the point', () => {
    const form = { form: true };
    const lines = (rival: number): Line[] => [
      ['accepted', 'right', -0.8],
      ['rival', 'slip', rival],
    ];
    it('wants a slip to be clearly behind', () => {
      expect(heardWith(['x', -0.6], lines(-1.3), form)).toEqual(accepted);
      expect(heardWith(['x', -0.6], lines(-1.1), form).kind).toBe('ask-again');
      expect(heardWith(['x', -0.6], lines(-0.3), form)).toEqual({
        kind: 'not-accepted',
        text: 'slip',
      });
    });
    it('does not believe the transcript, which mends what it hears', () => {
      const right = { ...form, transcriptRight: true };
      expect(heardWith(['right', -0.1], lines(-0.7), right).kind).toBe('ask-again');
      expect(heardWith(['right', -0.1], lines(-0.3), right)).toEqual({
        kind: 'not-accepted',
        text: 'slip',
      });
      expect(heardWith(['right', -0.1], lines(-1.4), right)).toEqual(accepted);
    });
  });

  describe('where it is not', () => {
    it('believes a right transcript, and asks rather than lift a likelier slip', () => {
      const lines: Line[] = [
        ['accepted', 'right', -0.8],
        ['rival', 'slip', -0.3],
      ];
      expect(heardWith(['x', -0.6], lines, { transcriptRight: true })).toEqual(accepted);
      expect(heardWith(['x', -0.6], lines).kind).toBe('ask-again');
    });
    it('takes a slip for said when it stands there, black on white', () => {
      const lines: Line[] = [
        ['accepted', 'right', -0.9],
        ['rival', 'slip', -0.1],
      ];
      expect(heardWith(['slip', -0.1], lines)).toEqual({ kind: 'not-accepted', text: 'slip' });
    });
  });

  it('names the word that fits worst', () => {
    expect(heardWith(['x', -0.6], [['accepted', 'right', -1.5, -4]])).toEqual({
      kind: 'ask-again',
      weakest: 'two',
    });
  });

  it('leaves it to the transcript where nothing was heard', () => {
    const evidence = { fit: { heard: null, candidates: [], limits } };
    expect(heardWith(['x', -1], [['accepted', 'right', -1]], evidence).kind).toBe('as-written');
  });
});
