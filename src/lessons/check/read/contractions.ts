import type { LanguageRules } from './language.ts';

/** How a text is read: by ear, homophones count; loosely, missing apostrophes are forgiven. */
export interface ReadingManner {
  readonly byEar: boolean;
  readonly loose: boolean;
}

/**
 * The words inside one written word: "I've" gives `i`, `have`; "l'eau" gives `l'`, `eau`; a word
 * without an apostrophe gives itself. `next` is the word after it, which tells a verb's 's apart.
 */
export function wordsInside(
  word: string,
  next: string,
  rules: LanguageRules,
  manner: ReadingManner,
): readonly string[] {
  const full = manner.loose ? (rules.loose.get(word) ?? word) : word;
  if (rules.keep.has(full)) return [full];
  const heard = manner.byEar ? rules.contractionsByEar.get(full) : undefined;
  if (heard !== undefined) return [heard];
  const whole = rules.whole.get(full);
  if (whole !== undefined) return whole.split(' ');
  if (!full.includes("'")) return [full];
  for (const prefix of rules.prefixes) {
    if (full === prefix) return [prefix];
    if (full.startsWith(prefix)) {
      return [prefix, ...wordsInside(full.slice(prefix.length), next, rules, manner)];
    }
  }
  for (const [suffix, meaning] of rules.suffixes) {
    if (!full.endsWith(suffix)) continue;
    const stem = full.slice(0, -suffix.length);
    if (stem === '') return [meaning];
    if (suffix === "'s" && !rules.ownsS.has(stem) && !rules.beforeS.has(next)) return [full];
    return [...wordsInside(stem, '', rules, manner), meaning];
  }
  const plain = full.replace(/^'+|'+$/g, '');
  return [plain];
}
