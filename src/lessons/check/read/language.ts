import { primaryLanguage } from '../../../base/primary-language.ts';
import de from '../data/de.json' with { type: 'json' };
import en from '../data/en.json' with { type: 'json' };
import es from '../data/es.json' with { type: 'json' };
import fr from '../data/fr.json' with { type: 'json' };
import other from '../data/other.json' with { type: 'json' };
import wordsDe from '../data/words-de.json' with { type: 'json' };
import wordsEn from '../data/words-en.json' with { type: 'json' };
import wordsEs from '../data/words-es.json' with { type: 'json' };
import wordsFr from '../data/words-fr.json' with { type: 'json' };
import wordsOther from '../data/words-other.json' with { type: 'json' };
import { fold } from './fold.ts';
import { oneSpelling } from './spelling.ts';

type Words = ReadonlySet<string>;
/** Which words stand beside which; both ways. */
type Beside = ReadonlyMap<string, ReadonlySet<string>>;

/** What checking knows of one language. Words are folded. */
export interface LanguageRules {
  /** `en`, `es`, `fr`, `de`, or any other code, of which only the general rules are known. */
  readonly code: string;
  /** Accents belong to the spelling. */
  readonly accents: boolean;
  /** ä, ö and ü may be written ae, oe and ue. */
  readonly umlauts: boolean;
  /** Articles carry a gender, so the wrong one is a slip. */
  readonly gendered: boolean;
  readonly articles: Words;
  /** Articles that are the number one as well. */
  readonly articleNumbers: Words;
  /** Words that carry little meaning: articles, prepositions, forms of "to be" … */
  readonly little: Words;
  readonly prepositions: Words;
  /** Prepositions of what belongs to another thing: "of". */
  readonly owning: Words;
  readonly negations: Words;
  /** Negations that deny nothing after an article: "la personne", "le plus grand". */
  readonly nouns: Words;
  /** Words an answer may follow: "is", "called", "want". */
  readonly copulas: Words;
  readonly and: Words;
  readonly or: Words;
  /** What stands between what is denied and what is meant: "not London but Paris". */
  readonly but: Words;
  readonly yes: Words;
  readonly no: Words;
  /** Adverbs that may open or close a sentence. */
  readonly movable: Words;
  readonly hesitations: Words;
  /** Words with an apostrophe that are not a contraction. */
  readonly keep: Words;
  readonly whole: ReadonlyMap<string, string>;
  /** Contractions written without their apostrophe. */
  readonly loose: ReadonlyMap<string, string>;
  readonly prefixes: readonly string[];
  readonly suffixes: ReadonlyMap<string, string>;
  /** Clitics that stand for several words: 's is "is" or "has". */
  readonly either: Beside;
  /** Words whose 's is a verb, and words before which any 's is one. */
  readonly ownsS: Words;
  readonly beforeS: Words;
  readonly endings: readonly string[];
  /** Forms of one verb that a sentence may mix up: "is", "am", "are". */
  readonly forms: Beside;
  /** Subject pronouns that the language may leave out. */
  readonly dropped: Words;
  /** Two words that must be written as one: "de le", to "du". */
  readonly joins: ReadonlyMap<string, string>;
  /** Endings that are written and not heard. */
  readonly silent: readonly string[];
  /** Little words whose endings are heard: "le", "les". */
  readonly audible: Words;
  /** Nouns that are participles after an auxiliary: "l'été", "j'ai été". */
  readonly participles: Words;
  readonly auxiliaries: Words;
  readonly signs: ReadonlyMap<string, string>;
  /** Every form of a unit, to one of them. */
  readonly units: ReadonlyMap<string, string>;
  readonly synonyms: Beside;
  readonly homophones: Beside;
  /** Contractions that sound like another word, to that word. */
  readonly contractionsByEar: ReadonlyMap<string, string>;
  /** Words that sound alike and must stay apart. */
  readonly minimalPairs: Beside;
  spell(word: string): string;
}

const languages = {
  en: { grammar: en, words: wordsEn },
  es: { grammar: es, words: wordsEs },
  fr: { grammar: fr, words: wordsFr },
  de: { grammar: de, words: wordsDe },
};
const set = (list: string): Words => new Set(fold(list).split(' ').filter(Boolean));
const map = (pairs: object): ReadonlyMap<string, string> =>
  new Map(Object.entries(pairs as Record<string, string>).map(([a, b]) => [fold(a), fold(b)]));

function beside(groups: readonly (readonly string[])[]): Beside {
  const found = new Map<string, Set<string>>();
  for (const group of groups) {
    for (const word of group) {
      const with_ = found.get(word) ?? new Set<string>();
      for (const one of group) if (one !== word) with_.add(one);
      found.set(word, with_);
    }
  }
  return found;
}

function build(code: string): LanguageRules {
  const known = code in languages ? languages[code as keyof typeof languages] : null;
  const grammar = known?.grammar ?? other;
  const words = known?.words ?? wordsOther;
  const groups = (lines: readonly string[]) =>
    lines.flatMap((line) =>
      fold(line)
        .split(', ')
        .map((group) => group.split(' ')),
    );
  return {
    ...grammar,
    code,
    articles: set(grammar.articles),
    articleNumbers: set(grammar.articleNumbers),
    little: set(grammar.little),
    prepositions: set(grammar.prepositions),
    owning: set(grammar.owning),
    negations: set(grammar.negations),
    nouns: set(grammar.nouns),
    copulas: set(grammar.copulas),
    and: set(grammar.and),
    or: set(grammar.or),
    but: set(grammar.but),
    yes: set(grammar.yes),
    no: set(grammar.no),
    movable: set(grammar.movable),
    hesitations: set(grammar.hesitations),
    keep: set(grammar.keep),
    whole: map(grammar.whole),
    loose: map(grammar.loose),
    prefixes: [...set(grammar.prefixes)],
    suffixes: map(grammar.suffixes),
    either: beside(
      [...map(grammar.either)].flatMap(([clitic, list]) => list.split(' ').map((w) => [clitic, w])),
    ),
    ownsS: set(grammar.ownsS),
    beforeS: set(grammar.beforeS),
    silent: [...set(grammar.silent)],
    audible: set(grammar.audible),
    participles: set(grammar.participles),
    auxiliaries: set(grammar.auxiliaries),
    forms: beside(grammar.forms.map((line) => fold(line).split(' '))),
    dropped: set(grammar.dropped),
    joins: map(grammar.joins),
    signs: map(grammar.signs),
    units: new Map(
      grammar.units.flatMap((line) => {
        const forms = fold(line).split(' ');
        return forms.map((form) => [form, forms[0] ?? form] as const);
      }),
    ),
    synonyms: beside(words.synonyms.map((line) => fold(line).split(', '))),
    homophones: beside(groups(words.homophones)),
    contractionsByEar: map(words.contractions),
    minimalPairs: beside(groups(words.minimalPairs)),
    spell: code === 'en' ? oneSpelling : (word) => word,
  };
}

const built = new Map<string, LanguageRules>();

/** The rules for a BCP 47 tag; built once per language. Regions share the rules of their language. */
export function languageRules(tag: string): LanguageRules {
  const code = primaryLanguage(tag);
  const rules = built.get(code) ?? build(code);
  if (code in languages || built.size < 40) built.set(code, rules);
  return rules;
}
