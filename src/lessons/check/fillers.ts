import type { LanguageRules } from './language.ts';
import { readText, type Word } from './reading.ts';

/** One way to hear the core of an answer. */
export interface Core {
  readonly words: readonly Word[];
  /** Something but hesitation was left out: "I think it is". */
  readonly trimmed: boolean;
}

/** Above this many words only the whole answer and its barest form are compared, to stay quick. */
const LONGEST_TALK = 60;

type Phrases = readonly (readonly string[])[];
const read = (phrases: readonly string[], rules: LanguageRules): Phrases =>
  phrases
    .map((phrase) =>
      readText(phrase, rules, { byEar: false, loose: false, numbers: 'apart' }).words.map(
        (w) => w.key,
      ),
    )
    .sort((a, b) => b.length - a.length);

interface FillerPhrases {
  readonly leads: Phrases;
  readonly tails: Phrases;
  readonly corrections: Phrases;
}
const phrasesOf = new WeakMap<LanguageRules, FillerPhrases>();
function phrases(rules: LanguageRules): FillerPhrases {
  const known = phrasesOf.get(rules);
  if (known) return known;
  const made = {
    leads: read(rules.leads, rules),
    tails: read(rules.tails, rules),
    corrections: read(rules.corrections, rules),
  };
  phrasesOf.set(rules, made);
  return made;
}

function standsAt(
  phrase: readonly string[],
  words: readonly Word[],
  at: number,
  rules: LanguageRules,
) {
  return phrase.every((key, k) => {
    const said = words[at + k]?.key;
    return said === key || (said !== undefined && rules.either.get(said)?.has(key) === true);
  });
}

/** The words without "um" and "er". */
export function withoutHesitations(words: readonly Word[], rules: LanguageRules): readonly Word[] {
  const left = words.filter((word) => !rules.hesitations.has(word.key));
  return left.length === 0 ? words : left;
}

/**
 * What follows the last "I mean" or "no, wait": people correct themselves, and the last word counts.
 * A phrase that the wanted text holds itself ("I am sorry") is no correction.
 */
function afterCorrection(
  words: readonly Word[],
  want: readonly Word[],
  rules: LanguageRules,
): readonly Word[] | null {
  const wanted = (phrase: readonly string[]): boolean =>
    want.some((_, at) => standsAt(phrase, want, at, rules));
  const denies = (part: readonly Word[]): boolean =>
    part.some((word) => rules.negations.has(word.key));
  for (let at = words.length - 1; at > 0; at--) {
    // "It is not London, it is Paris", "not London but Paris"
    const turn = words[at]?.pause === true || rules.but.has(words[at]?.key ?? '');
    const rest = words.slice(rules.but.has(words[at]?.key ?? '') ? at + 1 : at);
    if (turn && rest.length > 0 && !denies(want) && denies(words.slice(0, at)) && !denies(rest)) {
      return rest;
    }
    const no = rules.no.has(words[at]?.key ?? '');
    if (no && words[at]?.pause && words[at + 1]?.pause) return words.slice(at + 1);
    for (const phrase of phrases(rules).corrections) {
      if (
        at + phrase.length < words.length &&
        standsAt(phrase, words, at, rules) &&
        !wanted(phrase)
      ) {
        return words.slice(at + phrase.length);
      }
    }
  }
  return null;
}

/** The wanted text without an opening such as "It is", where the rest can stand alone. */
export function withoutLead(words: readonly Word[], rules: LanguageRules): readonly Word[] | null {
  const lead = phrases(rules).leads.find(
    (phrase) =>
      phrase.length > 1 && phrase.length < words.length && standsAt(phrase, words, 0, rules),
  );
  const rest = lead ? words.slice(lead.length) : null;
  // "It is raining" is a sentence; "raining" is none.
  return rest && !rest[0]?.key.endsWith('ing') ? rest : null;
}

/**
 * The ways to hear an answer, from whole to bare: as it stands, then without lead-ins ("I think it
 * is") and tails ("please"). A self-correction leaves only what follows it.
 */
export function cores(
  all: readonly Word[],
  want: readonly Word[],
  rules: LanguageRules,
): readonly Core[] {
  const whole = withoutHesitations(all, rules);
  const corrected = afterCorrection(whole, want, rules);
  const found: Core[] = [{ words: corrected ?? whole, trimmed: corrected !== null }];
  let core = corrected ?? whole;
  const offer = (words: readonly Word[]): void => {
    core = words;
    found.push({ words, trimmed: true });
  };
  const { leads, tails } = phrases(rules);
  for (let round = 0; round < 5; round++) {
    const now = core;
    const lead = leads.find((p) => p.length < now.length && standsAt(p, now, 0, rules));
    const no = rules.no.has(now[0]?.key ?? '') && now[1]?.pause === true;
    if (lead) offer(now.slice(lead.length));
    else if (no) offer(now.slice(1));
    else break;
  }
  for (let round = 0; round < 2; round++) {
    const now = core;
    const start = (p: readonly string[]) => now.length - p.length;
    const tail = tails.find((p) => start(p) > 0 && standsAt(p, now, start(p), rules));
    if (!tail) break;
    offer(now.slice(0, start(tail)));
  }
  return whole.length > LONGEST_TALK
    ? found.filter((_, i) => i % (found.length - 1 || 1) === 0)
    : found;
}
