/** Answers longer than this are cut: nobody says more in one turn, and checking stays quick. */
const LONGEST_ANSWER = 2_000;

/**
 * The text in one Unicode form (NFKC), with one kind of apostrophe and of hyphen and without
 * invisible characters; case and accents are kept. At most 2,000 characters.
 */
export function cleanText(text: string): string {
  return (
    text
      .slice(0, LONGEST_ANSWER)
      .replace(/[´`]/g, "'")
      .replace(/(\d)\.\s?(?=[ºª])/g, '$1')
      // NFKC turns "10⁶" into "106".
      .replace(/(?<=\p{Nd})(?=[⁰¹²³⁴-⁹])/gu, '^')
      // NFKC turns "2½" into "21⁄2"; the space keeps it two and a half.
      .replace(/(\p{Nd})(?=[¼-¾⅐-⅞])/gu, '$1 ')
      .normalize('NFKC')
      .replace(/[’‘ʼ′`]/g, "'")
      .replace(/\p{Cf}/gu, '')
      .replace(/⁄/g, '/')
      .replace(/[−‐‑]/g, '-')
      .replace(/\s+/gu, ' ')
      .normalize('NFC')
      .slice(0, LONGEST_ANSWER)
      .trim()
  );
}

/** `text` without differences of case and of letters that only type writes apart (ß, œ, æ, ς). */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/ς/g, 'σ')
    .normalize('NFC');
}

/** A folded word without its accents: `año` gives `ano`. */
export function bare(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').replace(/ø/g, 'o').replace(/ł/g, 'l');
}
