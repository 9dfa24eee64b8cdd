import { describe, expect, it } from 'vitest';
import { FlightRecorder } from '../../../src/voice/flight-recorder.ts';

describe('FlightRecorder', () => {
  it('keeps one timeline per turn and the spans between stages', () => {
    const recorder = new FlightRecorder();
    recorder.mark('firstSound', 5);
    for (const start of [100, 1000]) {
      recorder.begin(start);
      recorder.mark('transcribeStart', start + 10);
      recorder.mark('transcribeStart', start + 20);
      recorder.mark('speechEnd', start + 30);
      recorder.mark('turnEnd', start + 50);
      recorder.mark('firstSound', start + 80);
      recorder.mark('firstSound', start + 900);
    }
    expect(recorder.timelines()[0]).toEqual({
      turn: 1,
      speechStart: 100,
      transcribeStart: 120,
      speechEnd: 130,
      turnEnd: 150,
      firstSound: 180,
    });
    expect(recorder.spansMs('speechEnd', 'firstSound')).toEqual([50, 50]);
    expect(recorder.spansMs('speechEnd', 'soundEnd')).toEqual([]);
  });

  it('replaces a turn that never ended, and forgets the oldest', () => {
    const recorder = new FlightRecorder();
    recorder.begin(1);
    recorder.begin(2);
    expect(recorder.timelines()).toEqual([{ turn: 1, speechStart: 2 }]);
    for (let turn = 0; turn < 250; turn++) {
      recorder.begin(turn);
      recorder.mark('turnEnd', turn);
    }
    expect(recorder.timelines()).toHaveLength(200);
    expect(recorder.timelines().at(-1)?.turn).toBe(250);
  });

  it('exports numbers relative to the last voice, and no words', () => {
    const recorder = new FlightRecorder();
    recorder.begin(1000);
    recorder.mark('speechEnd', 2000);
    recorder.mark('firstSound', 2400.04);
    expect(JSON.parse(recorder.exportJson())).toEqual({
      format: 'parley-timelines',
      version: 1,
      turns: [{ turn: 1, speechStart: -1000, speechEnd: 0, firstSound: 400 }],
    });
  });
});
