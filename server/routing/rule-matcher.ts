import type { ModelRules } from '../settings/settings-schema.ts';
import { TimedPattern } from '../settings/timed-pattern.ts';

type AutoRule = NonNullable<ModelRules['auto']>[number];

/** So many times a rule may take too long before it counts no more. */
const MOST_SLOW = 3;

/**
 * Says which rules of `models.auto` fit a text. A rule that takes too long on it does not fit; one
 * that does so three times is left out until the settings change.
 */
export class RuleMatcher {
  readonly #onSlow: (pattern: string) => void;
  readonly #patterns = new WeakMap<AutoRule, { readonly pattern: TimedPattern; slow: number }>();

  constructor(onSlow: (pattern: string) => void) {
    this.#onSlow = onSlow;
  }

  fits(rule: AutoRule, characters: number, lastText: string): boolean {
    const { maxCharacters, matches } = rule;
    if (maxCharacters !== undefined && characters > maxCharacters) return false;
    return matches === undefined || this.#matches(rule, matches, lastText);
  }

  #matches(rule: AutoRule, source: string, text: string): boolean {
    let kept = this.#patterns.get(rule);
    if (!kept) this.#patterns.set(rule, (kept = { pattern: new TimedPattern(source), slow: 0 }));
    if (kept.slow >= MOST_SLOW) return false;
    const found = kept.pattern.test(text);
    if (found !== undefined) return found;
    kept.slow++;
    this.#onSlow(source);
    return false;
  }
}
