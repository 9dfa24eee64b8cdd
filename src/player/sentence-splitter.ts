import abbreviations from './abbreviations.json' with { type: 'json' };
import { plainSpeech } from '../base/plain-speech.ts';

/** The first piece may end at a clause once it has this many letters: sound starts sooner. */
const FIRST_CLAUSE_CHARS = 12;
/** A sentence longer than this is cut at a clause, and at a word if there is none by the second. */
const LONG_CHARS = 180;
const TOO_LONG_CHARS = 300;

const SENTENCE_END =
  /[.!?…]+["'”’»)\]*_]*(?=\s)|[。！？]+[」』”]?(?=[^。！？」』”])|\n\s*\n|\n(?=[ \t]*(?:[-*+•#>]|\d+[.)])\s)/gu;
const CLAUSE_END = /[,;:]["'”’»)]*(?=\s)|\s[–—](?=\s)|[，；：、]/gu;

const always = new Set(abbreviations.always);
const beforeNumber = new Set(abbreviations.beforeNumber);
const unlessCapital = new Set(abbreviations.unlessCapital);

/**
 * Cuts streamed text into pieces worth speaking: the first at a clause or sentence, later ones at
 * sentences. Numbers, abbreviations, initials and addresses stay whole. Where the text was cut by
 * the stream makes no difference to where it is cut here.
 */
export class SentenceSplitter {
  #rest = '';
  #first = true;
  #over = false;

  /** Takes the next part of the text. Returns the pieces that are complete now, Markdown removed. */
  push(text: string): string[] {
    this.#rest += text;
    const pieces: string[] = [];
    for (let end = this.#nextEnd(); end > 0; end = this.#nextEnd()) this.#take(end, pieces);
    return pieces;
  }

  /** The text is over. Returns what is left; the splitter is as new. */
  flush(): string[] {
    this.#over = true;
    // A line break lets the last sentence end; it belongs to no word.
    const pieces = this.push('\n');
    this.#take(this.#rest.length, pieces);
    this.#first = true;
    this.#over = false;
    return pieces;
  }

  #take(end: number, pieces: string[]): void {
    const piece = plainSpeech(this.#rest.slice(0, end)).replace(/\s+/g, ' ').trim();
    this.#rest = this.#rest.slice(end);
    if (piece === '') return;
    pieces.push(piece);
    this.#first = false;
  }

  /** Where the next piece ends, or 0 while that cannot be told. */
  #nextEnd(): number {
    const sentence = this.#sentenceEnd();
    const clause = this.#clauseEnd(this.#first ? FIRST_CLAUSE_CHARS : LONG_CHARS);
    if (clause > 0 && (sentence === 0 || clause < sentence)) return clause;
    if (this.#rest.length <= TOO_LONG_CHARS || (sentence > 0 && sentence <= TOO_LONG_CHARS)) {
      return sentence;
    }
    const space = this.#rest.lastIndexOf(' ', TOO_LONG_CHARS);
    return space > 0 ? space : sentence;
  }

  #sentenceEnd(): number {
    for (const match of this.#rest.matchAll(SENTENCE_END)) {
      const end = match.index + match[0].length;
      if (!/^[.!?…]/u.test(match[0])) return end;
      const next = /\S/u.exec(this.#rest.slice(end))?.[0];
      // Whether "etc." ends a sentence is told by the word after it, so that is waited for.
      if (next === undefined) return this.#over ? end : 0;
      if (endsSentence(this.#rest.slice(0, match.index), match[0], next)) return end;
    }
    return 0;
  }

  #clauseEnd(fromChars: number): number {
    for (const match of this.#rest.matchAll(CLAUSE_END)) {
      if (match.index >= fromChars) return match.index + match[0].length;
    }
    return 0;
  }
}

/** Whether `marks` after `before` end a sentence, given the first character of what follows. */
function endsSentence(before: string, marks: string, next: string): boolean {
  const lower = /\p{Ll}/u.test(next);
  if (!/^\.["'”’»)\]*_]*$/u.test(marks)) return !lower;
  const word = /[^\s("“¿¡«*_]*$/u.exec(before)![0].toLowerCase();
  if (always.has(word)) return false;
  if (beforeNumber.has(word)) return !lower && !/\d/.test(next);
  if (unlessCapital.has(word)) return /[\p{Lu}¿¡"“]/u.test(next);
  // An initial ("J. Smith", "z. B.") or the number of a list item.
  if (/^\p{L}$/u.test(word) && word !== 'i') return false;
  if (/^\s*\d{1,3}$/.test(before)) return false;
  return !lower;
}
