import table from './context-budgets.json' with { type: 'json' };

/**
 * How the window of a model is shared out, in tokens: the last exchanges, the lesson's material,
 * what was done before (a note or an earlier answer), and who the tutor is. `least` is for models
 * with room for a few sentences: they get the bare conversation.
 */
export interface ContextBudget {
  readonly name: 'wide' | 'usual' | 'close' | 'tiny' | 'least';
  readonly recent: number;
  readonly material: number;
  readonly earlier: number;
  readonly outline: number;
  /** Most tokens of a reply: it is spoken, so it is short. */
  readonly reply: number;
}

/** The budget for a window of so many tokens: 12k, 8k, 4k or 2k of prompt, or a few exchanges. */
export function contextBudget(contextTokens: number): ContextBudget {
  const found = table.tiers.find((tier) => contextTokens >= tier.fromContextTokens);
  return (found ?? table.tiers.at(-1)!) as ContextBudget;
}

/** Letters of a token of Latin text; vocabularies differ, so this errs on the side of more tokens. */
const LATIN_CHARS = 3.2;
/** Around every message: role and delimiters. */
const MESSAGE_TOKENS = 5;

/** About how many tokens a text takes; rather too many than too few. */
export function estimateTokens(text: string): number {
  const wide = text.match(/[^\p{Script=Latin}\p{N}\p{P}\p{Z}\s]/gu)?.length ?? 0;
  return Math.ceil((text.length - wide) / LATIN_CHARS + wide) + MESSAGE_TOKENS;
}

/** As much of `texts`, whole and in order, as `tokens` hold. */
export function fitting(texts: readonly string[], tokens: number): readonly string[] {
  let left = tokens;
  return texts.filter((text) => {
    const cost = estimateTokens(text);
    if (cost > left) return false;
    left -= cost;
    return true;
  });
}
