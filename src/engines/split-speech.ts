/** Abbreviations whose full stop ends no sentence. */
const ABBREVIATION =
  /(?:^|\s)(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|St|Sr|Sra|Mme|Mlle|vs|etc|e\.g|i\.e|z\.B|p\. ej)\.$/;

/** After closing marks and the space behind them; at once in scripts that write no spaces. */
const SENTENCE_END = /(?<=[.!?…]["'”’»)\]]*)\s+|(?<=[。！？])/;

function sentences(text: string): string[] {
  const found: string[] = [];
  for (const piece of text.trim().split(SENTENCE_END)) {
    const before = found.at(-1);
    if (before !== undefined && ABBREVIATION.test(before))
      found.splice(-1, 1, `${before} ${piece}`);
    else if (piece) found.push(piece);
  }
  return found;
}

/** The last place before `limit` where a piece may end: after a clause mark, else at a space. */
function breakBefore(text: string, limit: number): number {
  const head = text.slice(0, limit);
  const clause = Math.max(...[', ', '; ', ': ', ' – ', '— '].map((mark) => head.lastIndexOf(mark)));
  if (clause > limit / 3) return clause + 1;
  const space = head.lastIndexOf(' ');
  return space > 0 ? space : limit;
}

/**
 * Text as pieces to synthesise one by one: sentences, and parts of those longer than
 * `maxCharacters`. Joined by spaces the pieces are the text again.
 */
export function splitSpeech(text: string, maxCharacters: number): string[] {
  const pieces: string[] = [];
  for (let rest of sentences(text)) {
    while (rest.length > maxCharacters) {
      const at = breakBefore(rest, maxCharacters);
      pieces.push(rest.slice(0, at).trim());
      rest = rest.slice(at).trim();
    }
    if (rest) pieces.push(rest);
  }
  return pieces;
}
