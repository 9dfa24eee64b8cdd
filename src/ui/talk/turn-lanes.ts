import type { Timeline } from '../../voice/flight-recorder.ts';

/** One stage of a turn on the axis from the learner's last sound to the tutor's first. */
export interface TurnLane {
  /** Key under `talk.lanes`. */
  readonly name: 'decided' | 'written' | 'thought' | 'clause' | 'sound';
  /** Waiting for the learner, working on their speech, or making the reply. */
  readonly ink: 'wait' | 'you' | 'tutor';
  /** From the learner's last sound, ms; may begin before it. */
  readonly fromMs: number;
  readonly forMs: number;
}

export interface TurnLanes {
  readonly totalMs: number;
  readonly lanes: readonly TurnLane[];
}

/** The stages of a turn that was spoken and answered; null for any other. */
export function turnLanes(turn: Timeline): TurnLanes | null {
  const { speechEnd, firstSound } = turn;
  if (speechEnd === undefined || firstSound === undefined || firstSound <= speechEnd) return null;
  const totalMs = firstSound - speechEnd;
  const lanes: TurnLane[] = [];
  const add = (
    name: TurnLane['name'],
    ink: TurnLane['ink'],
    from: number | undefined,
    to: number | undefined,
  ) => {
    if (from === undefined || to === undefined) return;
    // What was done while the learner still spoke cost no waiting.
    const fromMs = Math.max(0, from - speechEnd);
    const forMs = Math.min(to, firstSound) - speechEnd - fromMs;
    if (forMs > 0) lanes.push({ name, ink, fromMs, forMs });
  };
  const { turnEnd, transcribeStart, transcribeEnd, thinkStart, firstToken, synthesisStart } = turn;
  add('decided', 'wait', speechEnd, turnEnd);
  add('written', 'you', transcribeStart, transcribeEnd);
  add('thought', 'tutor', thinkStart, firstToken);
  add('clause', 'tutor', firstToken, synthesisStart);
  add('sound', 'tutor', synthesisStart ?? transcribeEnd, firstSound);
  return { totalMs, lanes };
}
