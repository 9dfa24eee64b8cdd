import type { CandidateFit, ListeningLimits, TextFit } from '../../contracts/engine.ts';
import type { Candidate } from './candidates.ts';

/** What came of listening to an answer. `text` is as the lesson writes it. */
export type Heard =
  /** The transcript decides, as for typed answers. */
  | { readonly kind: 'as-written' }
  /** An accepted answer was said, whatever the transcript says. */
  | { readonly kind: 'accepted'; readonly text: string }
  /** No accepted answer was said; `text` is what was, where it is a known one. */
  | { readonly kind: 'not-accepted'; readonly text?: string }
  /** It cannot be told. `weakest`: the word of the likeliest answer that fits worst. */
  | { readonly kind: 'ask-again'; readonly weakest?: string };

/** What is asked about, how it fits, and what the transcript by itself would come to. */
export interface Evidence {
  readonly fit: CandidateFit;
  readonly limits: ListeningLimits;
  /** One per candidate of `fit`. */
  readonly candidates: readonly Candidate[];
  /** The transcript is a right answer as it stands. */
  readonly transcriptRight: boolean;
  /** The transcript says the same words as a text. */
  readonly sameWords: (text: string) => boolean;
  readonly complete: boolean;
  readonly form: boolean;
}

/** Two texts are told apart from so many nats on; less is chance, mostly of 8-bit arithmetic. */
const TOLD_APART = 2;
/** Where the form is not the point, a slip must only not be the likelier one. */
const NOT_BEHIND = 1;

interface Scored extends Candidate {
  readonly fit: TextFit;
}

const worst = ({ words }: TextFit): number => Math.min(0, ...words.map(({ deficit }) => deficit));
const likelier = (a: Scored, b: Scored): Scored =>
  b.fit.logProbability > a.fit.logProbability ? b : a;
const best = (some: readonly Scored[]): Scored | undefined =>
  some.length === 0 ? undefined : some.reduce(likelier);

function weakestWord({ words }: TextFit): string | undefined {
  return words.length < 2
    ? undefined
    : words.reduce((a, b) => (b.deficit < a.deficit ? b : a)).text;
}

/**
 * Whether an accepted answer was said. Thresholds belong to the model and were measured on people
 * (docs/listening.md). Never the best of a list: a candidate must fit by itself, because what was
 * said may be none of them. What cannot be told is asked again.
 */
export function decide(evidence: Evidence): Heard {
  const { fit, limits, transcriptRight, complete, form } = evidence;
  const scored: Scored[] = evidence.candidates.flatMap((candidate, place) => {
    const found = fit.candidates[place];
    return found ? [{ ...candidate, fit: found }] : [];
  });
  const fits = ({ fit }: Scored) =>
    fit.mean >= limits.accept.mean && worst(fit) >= limits.accept.deficit;
  const rightOnes = scored.filter(({ kind }) => kind === 'accepted' || kind === 'carried');
  const fitting = best(rightOnes.filter(fits));
  const likeliest =
    fitting ??
    rightOnes.reduce<Scored | undefined>(
      (a, b) => (a && a.fit.mean >= b.fit.mean ? a : b),
      undefined,
    );
  const { heard } = fit;
  if (!likeliest || !heard) return { kind: 'as-written' };

  const behind = (other: Scored) => other.fit.logProbability - likeliest.fit.logProbability;
  const asked: Heard = { kind: 'ask-again', ...weakest(likeliest) };
  const heardBehind = heard.logProbability - likeliest.fit.logProbability;
  const sure = heard.mean > limits.sure.mean && heardBehind >= limits.sure.gap;

  const wrong = best(scored.filter((each) => each.kind === 'wrong' && fits(each)));
  if (wrong && behind(wrong) >= TOLD_APART) return { kind: 'not-accepted', text: wrong.text };
  if (wrong && behind(wrong) > (transcriptRight && !form ? 0 : -TOLD_APART)) return asked;

  const rival = best(scored.filter((each) => each.kind === 'rival' && each.of === likeliest.of));
  const rivalAhead = rival ? behind(rival) : -Infinity;
  const slip = rival && rivalAhead >= TOLD_APART ? rival.text : null;
  const written = slip !== null && heard.mean >= limits.other.clear && evidence.sameWords(slip);
  if (transcriptRight && !form && !written) return { kind: 'accepted', text: likeliest.of };
  if (rival && slip !== null && (written || (form && fits(rival)))) {
    return { kind: 'not-accepted', text: slip };
  }
  const apart = rivalAhead <= -(form ? TOLD_APART : NOT_BEHIND);
  if ((fitting || transcriptRight) && apart && !(sure && !transcriptRight)) {
    return { kind: 'accepted', text: likeliest.of };
  }
  // What is not in the list may be right all the same.
  if (!complete) return transcriptRight ? asked : { kind: 'as-written' };
  // Inside other words a mean says little: there the answer's own words must not fit.
  const unlike = ({ fit, kind }: Scored) =>
    fit.mean < limits.reject.mean || (kind === 'carried' && worst(fit) <= limits.other.deficit);
  const nothingFits = rightOnes.every(unlike);
  if (nothingFits && heard.mean >= limits.reject.clear) return { kind: 'not-accepted' };
  const another =
    heard.mean >= limits.other.clear &&
    heardBehind >= limits.other.gap &&
    worst(likeliest.fit) <= limits.other.deficit;
  return another ? { kind: 'not-accepted' } : asked;
}

function weakest({ fit, kind }: Scored): { weakest?: string } {
  const word = kind === 'accepted' ? weakestWord(fit) : undefined;
  return word === undefined ? {} : { weakest: word };
}
