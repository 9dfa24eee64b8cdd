import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '../../../../src/messages/en.json' with { type: 'json' };
import es from '../../../../src/messages/es.json' with { type: 'json' };

const folder = join(import.meta.dirname, '../../../../src/lessons');
const sources = [
  ...readdirSync(join(folder, 'check'), { encoding: 'utf8', recursive: true }).map((name) =>
    join(folder, 'check', name),
  ),
  join(folder, 'check-step.ts'),
  join(folder, 'stepping.ts'),
  join(folder, '../tutor/second-look.ts'),
].filter((path) => path.endsWith('.ts'));
const text = sources.map((path) => readFileSync(path, 'utf8')).join('\n');
/** Every reason that checking can give, as it stands in the code. */
const named = [...text.matchAll(/'((?:right|close|wrong|unsure|teachBack)[\w.]*)'/g)].map(
  (m) => m[1] ?? '',
);
const keyed = [
  ...text.matchAll(/\bkey\('(\w+)'/g),
  ...text.matchAll(/key\(\w+ \? '(\w+)' : '(\w+)'\)/g),
]
  .flatMap((m) => m.slice(1))
  .map((name) => `close.${name}`);
const words = /key\(rules\.articles.*\? '(\w+)' : '(\w+)'/.exec(text)?.slice(1) ?? [];
const used = new Set(
  [...named, ...keyed, ...words.map((name) => `close.${name}`)].filter(
    (key) => key.includes('.') || key.startsWith('right'),
  ),
);

type Tree = { readonly [key: string]: string | Tree };
function leaves(tree: Tree, path = ''): [string, string][] {
  const forms = Object.keys(tree);
  if (
    forms.includes('other') &&
    forms.every((form) => /^(one|few|many|two|zero|other)$/.test(form))
  ) {
    return [
      [
        path.slice(1),
        Object.values(tree)
          .filter((form) => typeof form === 'string')
          .join(' '),
      ],
    ];
  }
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? ([[`${path}.${key}`.slice(1), value]] as [string, string][])
      : leaves(value, `${path}.${key}`),
  );
}

describe('the sentences of feedback', () => {
  const english = new Map(leaves(en.feedback));
  const spanish = new Map(leaves(es.feedback));

  it('exist for every reason, and every sentence has its reason', () => {
    const spoken = [...english.keys()].filter((key) => !key.startsWith('open.'));
    expect(spoken.sort()).toEqual([...used].sort());
  });

  it('exist in Spanish with the same places', () => {
    expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, sentence] of english) {
      const places = (one: string) => new Set(one.match(/\{\w+\}/g) ?? []);
      expect(places(spanish.get(key) ?? ''), key).toEqual(places(sentence));
    }
  });

  it('are calm: no exclamation marks', () => {
    for (const sentence of [...english.values(), ...spanish.values()])
      expect(sentence).not.toMatch(/[!¡]/);
  });
});
