import table from '../data/code-switch.json' with { type: 'json' };
import { fold } from './fold.ts';
import type { LanguageRules } from './language.ts';

interface Switch {
  readonly leads: readonly string[];
  readonly glosses: readonly string[];
}
const languages: Readonly<Record<string, Switch>> = table;
const escape = (text: string): string => fold(text).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const longestFirst = (phrases: readonly string[]): string =>
  [...phrases]
    .sort((a, b) => b.length - a.length)
    .map(escape)
    .join('|');

const built = new Map<string, { lead: RegExp; gloss: RegExp }>();
function switchesFor(rules: LanguageRules) {
  const { code } = rules;
  const known = built.get(code);
  if (known) return known;
  const others = Object.entries(languages).filter(([other]) => other !== code);
  const leads = longestFirst(others.flatMap(([, one]) => one.leads));
  // "La cuisine" in French is no Spanish gloss.
  const own = (word: string): boolean => rules.articles.has(word);
  const glosses = longestFirst(
    others.flatMap(([, one]) => one.glosses).filter((phrase) => !own(fold(phrase))),
  );
  const end = String.raw`(?![\p{L}\p{N}])`;
  const made = {
    lead: new RegExp(String.raw`^\P{L}*(?:${leads})${end}[\s,:]*(?=\p{L}|\p{N})`, 'iu'),
    gloss: new RegExp(String.raw`\s*[,;.:(–—]\s*(?:${glosses})${end}[^,;.:]*$`, 'iu'),
  };
  built.set(code, made);
  return made;
}

/**
 * An answer without words of the learner's other languages around it: "I think it's chien" gives
 * "chien", "el perro, the dog" gives "el perro". Null when there are none.
 */
export function withoutOtherLanguage(text: string, rules: LanguageRules): string | null {
  if (!(rules.code in languages)) return null;
  const { lead, gloss } = switchesFor(rules);
  const plain = text.replace(/[’‘]/g, "'");
  const left = plain.replace(lead, '').replace(gloss, '').trim();
  return left === '' || left === plain.trim() ? null : left;
}
