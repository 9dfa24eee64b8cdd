import { carriersOf, phraseLength, tailLength } from './carriers.ts';
import { afterCorrection, beforeAfterthought } from './corrections.ts';
import { afterBareDenial, beforeContrast, denies, takesBack } from './denial.ts';
import type { LanguageRules } from './language.ts';
import type { Word } from './reading.ts';

/** One way to hear the core of an answer. */
export interface Core {
  readonly words: readonly Word[];
  /** Something but hesitation was left out: "I think it is". */
  readonly trimmed: boolean;
}

/** Above this many words only the whole answer and its barest form are compared, to stay quick. */
const LONGEST_TALK = 60;
/** Leads and tails follow one another: "Oh, well, I think maybe it is". */
const MOST_LEADS = 7;
const MOST_TAILS = 3;

/** The words without "um" and "er"; a pause before them stands before what follows. */
export function withoutHesitations(words: readonly Word[], rules: LanguageRules): readonly Word[] {
  if (!words.some((word) => rules.hesitations.has(word.key))) return words;
  const left: Word[] = [];
  let pause = false;
  for (const word of words) {
    pause ||= word.pause;
    if (rules.hesitations.has(word.key)) continue;
    left.push(pause && !word.pause ? { ...word, pause } : word);
    pause = false;
  }
  return left.length === 0 ? words : left;
}

/** The wanted text without an opening such as "It is", where the rest can stand alone. */
export function withoutLead(words: readonly Word[], rules: LanguageRules): readonly Word[] | null {
  const { statements } = carriersOf(rules);
  const fits = (length: number): boolean => length > 1 && length < words.length;
  const length = phraseLength(statements, words, 0, rules, fits);
  const rest = length > 0 ? words.slice(length) : null;
  // "It is raining" is a sentence; "raining" is none.
  return rest && !rest[0]?.key.endsWith('ing') ? rest : null;
}

/** The words without their lead-ins, one after the other; each step is offered. */
function withoutLeads(
  words: readonly Word[],
  rules: LanguageRules,
  offer: (words: readonly Word[]) => void,
): readonly Word[] {
  const { leads, openers } = carriersOf(rules);
  let core = words;
  for (let round = 0; round < MOST_LEADS; round++) {
    const now = core;
    const fits = (length: number): boolean => length < now.length;
    const paused = (length: number): boolean => now[length]?.pause === true;
    const no = rules.no.has(now[0]?.key ?? '') && paused(1) ? 1 : 0;
    const length = Math.max(
      phraseLength(leads, now, 0, rules, fits),
      phraseLength(openers, now, 0, rules, paused),
      no,
    );
    if (length === 0) break;
    core = now.slice(length);
    offer(core);
  }
  return core;
}

/** The words without their tails: "please", "if I remember rightly". */
function withoutTails(
  words: readonly Word[],
  rules: LanguageRules,
  offer: (words: readonly Word[]) => void,
): readonly Word[] {
  const { tails } = carriersOf(rules);
  let core = words;
  for (let round = 0; round < MOST_TAILS; round++) {
    const length = tailLength(tails, core, rules);
    if (length === 0) break;
    core = core.slice(0, core.length - length);
    offer(core);
  }
  return core;
}

const ignore = (): void => {};

/**
 * What is left after a self-correction, null where there is none. A "not" inside an opening or a tail,
 * "I do not know, Paris", "Paris, if I am not wrong", denies nothing.
 */
function meantWords(
  whole: readonly Word[],
  want: readonly Word[],
  rules: LanguageRules,
): readonly Word[] | null {
  const opened = withoutLeads(whole, rules, ignore);
  const afterthought = beforeAfterthought(opened, want, rules);
  if (afterthought) return afterthought;
  if (afterCorrection(whole, want, rules) === null) return null;
  return afterCorrection(withoutTails(opened, rules, ignore), want, rules);
}

/** What a sentence says of its subject: "Paris" in "The capital of France is Paris". */
function afterCopula(words: readonly Word[], rules: LanguageRules): readonly Word[] | null {
  const at = words.findLastIndex(({ key }) => rules.copulas.has(key));
  const subject = words.slice(0, at);
  if (at < 1 || takesBack(subject, rules) || subject.some(({ key }) => rules.or.has(key)))
    return null;
  const rest = words.slice(at + 1);
  return rest.length > 0 && !denies(rest, rules) ? rest : null;
}

/** "B", "7": what "option" and "number" may stand before. */
const isSymbol = (want: readonly Word[]): boolean =>
  want.length === 1 && /^(\p{L}|#\d+)$/u.test(want[0]?.key ?? '');

/**
 * The ways to hear an answer, from whole to bare: as it stands, then without lead-ins ("I think it
 * is"), tails ("please") and contrasts ("not Milan"). A self-correction leaves only what follows it.
 */
export function cores(
  all: readonly Word[],
  want: readonly Word[],
  rules: LanguageRules,
): readonly Core[] {
  const whole = withoutHesitations(all, rules);
  const corrected = meantWords(whole, want, rules);
  const found: Core[] = [{ words: corrected ?? whole, trimmed: corrected !== null }];
  const offer = (words: readonly Word[]): void => {
    found.push({ words, trimmed: true });
  };
  const trim = (words: readonly Word[]): void => {
    withoutTails(withoutLeads(words, rules, offer), rules, offer);
  };
  trim(corrected ?? whole);
  const bare = found.at(-1)?.words ?? whole;
  const label = isSymbol(want) ? phraseLength(carriersOf(rules).labels, bare, 0, rules) : 0;
  if (label > 0 && label === bare.length - 1) offer(bare.slice(label));
  const short = want.length > 0 && want.length <= 2;
  const told = short ? afterCopula(corrected ?? whole, rules) : null;
  if (told) offer(told);
  const meant = afterBareDenial(corrected ?? whole, want, rules);
  if (meant) offer(meant);
  const contrasted = beforeContrast(corrected ?? whole, want, rules);
  if (contrasted) {
    offer(contrasted);
    trim(contrasted);
  }
  return whole.length > LONGEST_TALK
    ? found.filter((_, i) => i % (found.length - 1 || 1) === 0)
    : found;
}
