import type * as v from 'valibot';
import words from './place-in-words.json' with { type: 'json' };

type Issue = v.BaseIssue<unknown>;
const lists: Readonly<Record<string, string>> = words.lists;
const fields: Readonly<Record<string, string>> = words.fields;

/** A name from outside, short enough to be quoted in a sentence. */
const quote = (name: unknown) => `“${String(name).slice(0, 40)}”`;

/** `['steps', 2, 'hints', 1]` → "step 3, hint 2"; the whole lesson is "the lesson". */
export function placeInWords(path: readonly unknown[]): string {
  const parts: string[] = [];
  path.forEach((key, index) => {
    if (typeof key === 'number') {
      const list = path[index - 1];
      const name = typeof list === 'string' ? lists[list] : undefined;
      parts.push(`${name ?? 'entry'} ${String(key + 1)}`);
      return;
    }
    // A list is named through its entry ("hint 2") unless the list itself is meant.
    const next = path[index + 1];
    if (typeof next === 'number' && typeof key === 'string' && key in lists) return;
    parts.push(fields[String(key)] ?? quote(key));
  });
  return parts.length === 0 ? 'the lesson' : parts.join(', ');
}

/** The keys that lead to an issue. */
const pathOf = (issue: Issue): unknown[] => (issue.path ?? []).map((item) => item.key);

/** A field that is there and wrong says more than one that is missing. */
const nearness = ({ path, issue }: { path: unknown[]; issue: Issue }) =>
  path.length * 2 + (issue.received === 'undefined' ? 0 : 1);

/**
 * Where a value fits none of several forms, the form that it came nearest to says most: the issue
 * that lies deepest.
 */
export function deepestIssue(issue: Issue): { path: unknown[]; issue: Issue } {
  const here = { path: pathOf(issue), issue };
  if (issue.type !== 'union' || issue.issues === undefined) return here;
  return issue.issues
    .map((inner) => deepestIssue(inner))
    .map((inner) => ({ path: [...here.path, ...inner.path], issue: inner.issue }))
    .reduce((best, inner) => (nearness(inner) > nearness(best) ? inner : best), here);
}

/** What is wrong at that place, to follow it in a sentence: "is longer than 200 characters". */
export function problemInWords(issue: Issue): string {
  const limit = Number(issue.requirement ?? 0).toLocaleString('en');
  const isList = Array.isArray(issue.input);
  if (issue.received === 'undefined') return 'is missing';
  if (issue.expected === 'Object') return 'has the wrong form';
  switch (issue.type) {
    case 'strict_object':
      return 'is a field that I do not know';
    case 'string':
      return 'must be text';
    case 'number':
    case 'integer':
      return issue.type === 'number' ? 'must be a number' : 'must be a whole number';
    case 'boolean':
      return 'must be true or false';
    case 'array':
      return 'must be a list';
    case 'max_length':
      return isList ? `has more than ${limit} entries` : `is longer than ${limit} characters`;
    case 'min_length':
      return isList ? `needs at least ${limit} ${limit === '1' ? 'entry' : 'entries'}` : 'is empty';
    case 'min_value':
      return `must be ${limit} or more`;
    case 'max_value':
      return `must be ${limit} or less`;
    case 'picklist':
    case 'variant':
    case 'literal':
      return `must be one of ${(issue.expected ?? '').replaceAll(/[()]/g, '').replaceAll(' |', ',')}`;
    case 'regex':
      return issue.input === '' || /^\s*$/.test(String(issue.input))
        ? 'is empty'
        : 'is not written in the right form';
    default:
      return 'has the wrong form';
  }
}
