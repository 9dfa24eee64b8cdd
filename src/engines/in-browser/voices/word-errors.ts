const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Words put in, left out or changed, per word that was said. 0 is perfect; may exceed 1. */
export function wordErrorRate(said: string, heard: string): number {
  const wanted = wordsOf(said);
  const got = wordsOf(heard);
  let last = Array.from({ length: got.length + 1 }, (_, index) => index);
  for (const [i, word] of wanted.entries()) {
    const row = [i + 1];
    for (const [j, other] of got.entries()) {
      const change = (last[j] ?? 0) + (word === other ? 0 : 1);
      row.push(Math.min(change, (last[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    last = row;
  }
  return (last[got.length] ?? 0) / (wanted.length || 1);
}
