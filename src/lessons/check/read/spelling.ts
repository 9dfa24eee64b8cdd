import table from '../data/spelling-en.json' with { type: 'json' };

const american = new Map(
  table.pairs.flatMap((line) =>
    line.split(' ').map((pair) => pair.split(':') as [british: string, american: string]),
  ),
);
const onlyIse = new Set(table.onlyIse.split(' '));
const ENDINGS = ['s', 'es', 'd', 'ed', 'r', 'er', 'ers', 'ing', 'ly', 'ful', 'less', 'able', 'ist'];

/** An English word in one spelling, so that `colour` and `color`, `realise` and `realize` are equal. */
export function oneSpelling(word: string): string {
  const known = american.get(word);
  if (known !== undefined) return known;
  for (const ending of ENDINGS) {
    if (!word.endsWith(ending)) continue;
    const stem = word.slice(0, -ending.length);
    const whole = american.get(stem);
    if (whole !== undefined) return whole + ending;
    const withE = ending.startsWith('e') || ending === 'ing' ? american.get(`${stem}e`) : undefined;
    if (withE?.endsWith('e')) return withE.slice(0, -1) + ending;
  }
  const ise = /^(.{2,})is(e|es|ed|er|ers|ing|ation|ations)$/.exec(word);
  const [, stem = '', ending = ''] = ise ?? [];
  return ise && !onlyIse.has(`${stem}ise`) ? `${stem}iz${ending}` : word;
}
