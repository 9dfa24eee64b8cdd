import { describe, expect, it } from 'vitest';
import { turnLanes } from '../../../../src/ui/talk/turn-lanes.ts';

describe('the stages of a turn', () => {
  it('lie between the learner’s last sound and the tutor’s first', () => {
    const turn = {
      turn: 1,
      speechStart: 0,
      speechEnd: 1_000,
      transcribeStart: 950,
      transcribeEnd: 1_100,
      turnEnd: 1_190,
      thinkStart: 1_100,
      firstToken: 1_250,
      synthesisStart: 1_300,
      firstSound: 1_460,
    };
    expect(turnLanes(turn)).toEqual({
      totalMs: 460,
      lanes: [
        { name: 'decided', ink: 'wait', fromMs: 0, forMs: 190 },
        { name: 'written', ink: 'you', fromMs: 0, forMs: 100 },
        { name: 'thought', ink: 'tutor', fromMs: 100, forMs: 150 },
        { name: 'clause', ink: 'tutor', fromMs: 250, forMs: 50 },
        { name: 'sound', ink: 'tutor', fromMs: 300, forMs: 160 },
      ],
    });
  });

  it('of a reply from the lesson have no thinking', () => {
    const turn = { turn: 1, speechEnd: 0, turnEnd: 100, transcribeEnd: 150, firstSound: 400 };
    expect(turnLanes(turn)?.lanes.map(({ name }) => name)).toEqual(['decided', 'sound']);
  });

  it('are not there for a turn without an answer', () => {
    expect(turnLanes({ turn: 1, speechEnd: 0 })).toBeNull();
  });
});
