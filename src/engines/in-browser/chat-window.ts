import type { ChatMessage } from '../../contracts/engine.ts';
import budgets from './chat-budgets.json' with { type: 'json' };

/**
 * Most tokens of prompt and reply together that are used of a model's window. A longer one would be
 * paid for in memory and in waiting, and a tutor that speaks has no use for it.
 */
export function chatWindow(modelWindow: number | undefined): number {
  return Math.min(modelWindow ?? budgets.unknownWindow, budgets.largestWindow);
}

/** Tokens that a reply may have in a window. `asked` is what the caller or the model wants. */
export function replyTokens(window: number, asked: number | undefined): number {
  return Math.max(1, Math.min(asked ?? budgets.replyTokens, Math.floor(window / 2)));
}

/** Tokens that a prompt may have, so that a reply of `reply` tokens still fits. */
export function promptTokens(window: number, reply: number): number {
  const row = budgets.prompts.find(({ fromWindow }) => window >= fromWindow);
  return Math.min(row?.tokens ?? Infinity, window - reply);
}

/** How many of the oldest turns to drop: `fits` says whether the rest will do. */
function turnsToDrop(turns: number, fits: (dropped: number) => boolean): number {
  let [enough, tooFew] = [turns, -1];
  while (enough - tooFew > 1) {
    const middle = (enough + tooFew) >> 1;
    if (fits(middle)) enough = middle;
    else tooFew = middle;
  }
  // In steps, so that the beginning stays the same for some turns and a cache of it stays useful.
  const step = budgets.turnsDroppedAtOnce;
  const rounded = Math.ceil(enough / step) * step;
  return Math.min(rounded, turns);
}

/**
 * The messages without the oldest turns, as many as `count` tokens of them fit in `limit`. System
 * messages and everything from the learner's last message on always stay, even when they are too
 * many.
 */
export function fitMessages(
  messages: readonly ChatMessage[],
  limit: number,
  count: (messages: readonly ChatMessage[]) => number,
): readonly ChatMessage[] {
  // A turn begins with the learner, so that templates that want the roles to alternate accept it.
  const starts = messages.flatMap(({ role }, index) => (role === 'user' ? [index] : []));
  const without = (dropped: number) =>
    dropped === 0
      ? messages
      : messages.filter(({ role }, index) => role === 'system' || index >= (starts[dropped] ?? 0));
  const dropped = turnsToDrop(
    Math.max(0, starts.length - 1),
    (turns) => count(without(turns)) <= limit,
  );
  return without(dropped);
}
