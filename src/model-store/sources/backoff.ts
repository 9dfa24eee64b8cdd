/** How often one range is tried at one source before the next source gets its turn. */
export const TRIES_PER_SOURCE = 4;

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Milliseconds to wait before try number `attempt` (1 is the first repetition): exponential with
 * full jitter, so that thirty laptops that lost the same access point do not return together.
 * `random` gives 0..1. A server's own `Retry-After` wins when it is longer, up to two minutes.
 */
export function backoffMs(attempt: number, random: () => number, retryAfterMs = 0): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  return Math.max(Math.min(retryAfterMs, 120_000), Math.round(ceiling * (0.5 + random() / 2)));
}

/** `Retry-After` in ms, given as seconds or as a date; 0 when absent or unreadable. */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - nowMs);
}
