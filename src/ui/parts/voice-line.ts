import type { VoiceState } from '../../voice/voice-state.ts';

/**
 * The voice line: one broad-nib pen stroke that shows whose turn it is. Pure: numbers in, an SVG
 * path out. Each state has its own shape, so it reads without colour and without motion.
 *
 * idle: a level line, a drop of ink rests on it · listening: ripples leave the pen in both
 * directions, as high as the learner is loud · thinking: the pen practises loops · speaking: a
 * swelling stroke runs in reading direction · paused: a caesura · muted: dashes.
 */
export interface LineMoment {
  readonly state: VoiceState;
  /** CSS px. */
  readonly width: number;
  /** CSS px. */
  readonly height: number;
  /** Seconds of drawing; stands still when it does. */
  readonly t: number;
  /** Loudness, 0..1. */
  readonly level: number;
  /** 0..1; 0 is a level line. Changes of state fade through it. */
  readonly amplitude: number;
  readonly rtl: boolean;
}

/** x and y in px; `up` lifts the pen before this point. */
type Point = readonly [x: number, y: number, up: boolean];

/** 35 degrees: how a right hand holds a broad pen. */
const NIB = 0.61;
const CHANGE_MS = 240;
/** The moment of a shape that reads best when it stands still. */
export const STILL_T = 2.6;

/** True where nothing moves by itself, so that the line may be drawn seldom. */
export function isResting(state: VoiceState): boolean {
  return state === 'idle' || state === 'paused' || state === 'muted';
}

/**
 * What to draw `elapsedMs` after a change of state: the old shape sinks to a level line, the new
 * one rises from it. Speaking → listening is a barge-in: the stroke is flat at once.
 */
export function fade(
  from: VoiceState,
  to: VoiceState,
  elapsedMs: number,
): { state: VoiceState; amplitude: number } {
  if (elapsedMs >= CHANGE_MS || from === to) return { state: to, amplitude: 1 };
  const half = CHANGE_MS / 2;
  const bargeIn = from === 'speaking' && to === 'listening';
  if (bargeIn) return { state: to, amplitude: elapsedMs / CHANGE_MS };
  if (elapsedMs < half) return { state: from, amplitude: 1 - elapsedMs / half };
  return { state: to, amplitude: (elapsedMs - half) / half };
}

function loops({ width, height, t, amplitude, rtl }: LineMoment): Point[] {
  const middle = height / 2;
  const count = 5;
  const pitch = 22;
  const radius = Math.min(height * 0.3, 24) * amplitude;
  const start = width / 2 - (count * pitch) / 2;
  const done = Math.min(count, (t * 1.5) % (count + 2.5));
  const points: Point[] = [];
  const add = (x: number, y: number) => points.push([rtl ? width - x : x, y, false]);
  add(0, middle);
  add(start, middle);
  for (let turn = 0; turn < done * 2 * Math.PI; turn += 0.16) {
    add(
      start + (turn / (2 * Math.PI)) * pitch + Math.sin(turn) * radius * 0.62,
      middle - radius * (1 - Math.cos(turn)) * 0.72,
    );
  }
  add(start + done * pitch, middle);
  add(width, middle);
  return points;
}

/** Height over the level line at x, in px. */
function heightAt(x: number, { state, width, height, t, level }: LineMoment): number {
  const centre = width / 2;
  if (state === 'listening') {
    const breath = 0.5 + 0.5 * Math.sin((t / 4.2) * 2 * Math.PI);
    const reach = Math.exp(-Math.hypot((x - centre) / centre, 0.04) * 2.6);
    const high = height * (0.05 + 0.035 * breath + 0.42 * level) * reach;
    // Distance from the pen, rounded at the middle so that the ripples meet softly.
    const far = Math.hypot(x - centre, 9) - 9;
    return high * Math.cos(far / 7.5 - t * 7) * (0.72 + 0.28 * Math.cos(far / 31 - t * 2.3));
  }
  if (state === 'speaking') {
    const within = Math.sin(Math.PI * Math.min(1, Math.max(0, x / width))) ** 0.8;
    const phrase = 0.45 + 0.55 * Math.abs(Math.sin(x / 83 - t * 1.7) * Math.cos(x / 211 - t));
    return height * 0.34 * (0.25 + 0.75 * level) * within * phrase * Math.sin(x / 17 - t * 5);
  }
  return 0;
}

/** Points of the stroke from one edge to the other. */
export function linePoints(moment: LineMoment): Point[] {
  const { state, width, height, amplitude, rtl } = moment;
  if (state === 'thinking') return loops(moment);
  // A wide line needs no finer grid: the curve is the same, seen from further away.
  const step = width > 900 ? 4 : 3;
  const points: Point[] = [];
  for (let x = 0; x <= width + step; x += step) {
    const up =
      (state === 'paused' && Math.abs(x - width / 2) < 20) || (state === 'muted' && x % 18 > 9);
    const y = height / 2 + heightAt(x, moment) * amplitude;
    points.push([rtl ? width - x : x, y, up]);
  }
  return points;
}

/** Broad-nib outline: every short piece of the stroke becomes a quad along the nib of `press` px. */
function stroke(points: readonly Point[], press: number): string {
  const nibX = (Math.cos(NIB) * press) / 2;
  const nibY = (-Math.sin(NIB) * press) / 2;
  const f = (value: number) => value.toFixed(1);
  let path = '';
  let before: Point | undefined;
  for (const point of points) {
    if (before && !before[2] && !point[2]) {
      const [x0, y0] = before;
      const [x1, y1] = point;
      // Every quad is wound the same way, or the overlaps would cut holes into each other.
      const side = (x1 - x0) * nibY - (y1 - y0) * nibX < 0 ? -1 : 1;
      const ax = nibX * side;
      const ay = nibY * side;
      path += `M${f(x0 + ax)} ${f(y0 + ay)}L${f(x1 + ax)} ${f(y1 + ay)}L${f(x1 - ax)} ${f(y1 - ay)}L${f(x0 - ax)} ${f(y0 - ay)}Z`;
    }
    before = point;
  }
  return path;
}

/** The whole drawing for one moment, as path data. */
export function linePath(moment: LineMoment): string {
  const { state, width, height, level, amplitude } = moment;
  const press = state === 'speaking' ? 4 + (1 + 3 * level) * amplitude : 4;
  const centre = width / 2;
  const middle = height / 2;
  let path = stroke(linePoints(moment), press);
  if (state === 'paused') {
    const high = 15 * amplitude;
    for (const dx of [-5, 5]) {
      path += stroke(
        [
          [centre + dx - 5, middle + high, false],
          [centre + dx + 5, middle - high, false],
        ],
        4.5,
      );
    }
  }
  if (state === 'idle') {
    const r = (5 * amplitude).toFixed(1);
    path += `M${(centre - 5 * amplitude).toFixed(1)} ${middle}a${r} ${r} 0 1 0 ${(10 * amplitude).toFixed(1)} 0a${r} ${r} 0 1 0-${(10 * amplitude).toFixed(1)} 0Z`;
  }
  return path;
}
