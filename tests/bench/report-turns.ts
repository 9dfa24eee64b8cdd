import { percentile } from '../../src/base/percentile.ts';
import type { Timeline } from '../../src/voice/flight-recorder.ts';

/** Silence that ends a turn at the learner's "normal" setting; see docs/turn-taking.md. */
const PATIENCE_MS = 900;

/**
 * Prints p50 and p95 of every stage that turns have. Times of a turn are relative to the end of
 * speech, so a stage's time is its value.
 */
export function reportTurns(turns: readonly Timeline[]): void {
  const line = (name: string, of: (turn: Timeline) => number) => {
    const values = turns.map(of).filter(Number.isFinite);
    if (values.length === 0) return;
    const [p50, p95] = [percentile(values, 0.5), percentile(values, 0.95)];
    console.log(`  ${name.padEnd(52)} ${p50.toFixed(0).padStart(6)} ${p95.toFixed(0).padStart(6)}`);
  };
  const at = (turn: Timeline, stage: keyof Timeline) => turn[stage] ?? Number.NaN;
  console.log(`${turns.length} spoken turns, patience ${PATIENCE_MS} ms, ms, p50 p95`);
  line('end of speech → first audible', (turn) => at(turn, 'firstSound'));
  line('end of speech → end of turn decided', (turn) => at(turn, 'turnEnd'));
  line('end of speech → transcribing starts', (turn) => at(turn, 'transcribeStart'));
  line('transcribing', (turn) => at(turn, 'transcribeEnd') - at(turn, 'transcribeStart'));
  line('end of turn → transcript there', (turn) => at(turn, 'transcribeEnd') - at(turn, 'turnEnd'));
  line('end of turn → thinking starts', (turn) => at(turn, 'thinkStart') - at(turn, 'turnEnd'));
  line('thinking → first token', (turn) => at(turn, 'firstToken') - at(turn, 'thinkStart'));
  line('transcript → checked', (turn) => at(turn, 'checked') - at(turn, 'transcribeEnd'));
  line('checked → synthesis starts', (turn) => at(turn, 'synthesisStart') - at(turn, 'checked'));
  line(
    'synthesis starts → first audible',
    (turn) => at(turn, 'firstSound') - at(turn, 'synthesisStart'),
  );
  line('beyond patience, models included', (turn) => at(turn, 'firstSound') - PATIENCE_MS);
  line(
    'beyond patience, without the synthesizer',
    (turn) => at(turn, 'synthesisStart') - PATIENCE_MS,
  );
}
