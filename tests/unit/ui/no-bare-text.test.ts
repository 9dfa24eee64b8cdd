import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ui = join(import.meta.dirname, '../../../src/ui');
const components = readdirSync(ui, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.svelte'),
);

/** Braces and everything in them away; they nest. */
function withoutExpressions(markup: string): string {
  let depth = 0;
  let text = '';
  for (const letter of markup) {
    if (letter === '{') depth += 1;
    if (depth === 0) text += letter;
    if (letter === '}') depth -= 1;
  }
  return text;
}

const markupOf = (path: string) =>
  withoutExpressions(
    readFileSync(join(ui, path), 'utf8')
      .replace(/<script[\s\S]*?<\/script>/g, '')
      .replace(/<!--[\s\S]*?-->/g, ''),
  );

test.each(components)('%s takes its words from the catalog', (path) => {
  const visible = markupOf(path).replace(/<[^>]*>/g, ' ');
  expect(visible.match(/\p{L}{2,}/gu)).toBeNull();
});

test.each(components)('%s names nothing in its own words', (path) => {
  const named = markupOf(path).match(/\b(aria-label|title|placeholder|alt)="[^"]*\p{L}[^"]*"/gu);
  expect(named).toBeNull();
});

test.each(components)('%s has no style attribute and no handler as text', (path) => {
  expect(markupOf(path).match(/\s(style|on\w+)="/g)).toBeNull();
});
