import table from '../data/equivalents.json' with { type: 'json' };
import { fold } from './fold.ts';

const groups: Readonly<Partial<Record<string, readonly (readonly string[])[]>>> = table;
/** Contractions of the accepted text that stand for the words of a phrase. */
const written = (text: string): string => fold(text).replace(/[’‘]/g, "'");

/** One more way to say a text: "my name is Tom" for "I am Tom". At most so many are tried. */
const MOST = 8;

const PRONOUN = '(me|you|him|her|us|them)';
const OBJECT = String.raw`((?:the|a|an|my|your|his|her|our|their|some|this|that) (?:[\p{L}]+ )?[\p{L}]+)`;
const TO_PERSON = new RegExp(`^(.*[\\p{L}]) ${OBJECT} (?:to|for) ${PRONOUN}$`, 'u');
const PERSON_FIRST = new RegExp(`^(.*[\\p{L}]) ${PRONOUN} ${OBJECT}$`, 'u');

/** "He gave me the book" and "he gave the book to me". */
function personMoved(text: string): string[] {
  const plain = text.replace(/[.!?]+$/, '');
  const [, before = '', pronoun = '', object = ''] = PERSON_FIRST.exec(plain) ?? [];
  if (before !== '') return ['to', 'for'].map((link) => `${before} ${object} ${link} ${pronoun}`);
  const [, start = '', thing = '', person = ''] = TO_PERSON.exec(plain) ?? [];
  return start === '' ? [] : [`${start} ${person} ${thing}`];
}

const remembered = new Map<string, readonly string[]>();
/** Texts whose other ways are remembered. */
const MOST_REMEMBERED = 600;

/** The text with one phrase said in another way that means the same; empty where there is none. */
export function equivalentsOf(text: string, code: string): readonly string[] {
  const id = `${code} ${text}`;
  const known = remembered.get(id) ?? rewritten(text, code);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(id, known);
  return known;
}

function rewritten(text: string, code: string): readonly string[] {
  const plain = written(text)
    .replace(/\bi'm\b/g, 'i am')
    .replace(/\b(he|she)'s\b/g, '$1 is');
  const found: string[] = code === 'en' ? personMoved(plain) : [];
  for (const group of groups[code] ?? []) {
    for (const phrase of group) {
      const at = plain.search(
        new RegExp(String.raw`(?<![\p{L}\p{N}'])${written(phrase)}(?![\p{L}\p{N}'])`, 'u'),
      );
      if (at < 0) continue;
      for (const other of group) {
        if (other === phrase) continue;
        found.push(plain.slice(0, at) + other + plain.slice(at + written(phrase).length));
      }
      break;
    }
  }
  return found.slice(0, MOST);
}
