import * as v from 'valibot';
import {
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Node,
} from 'yaml';
import { CompanionError } from '../companion-error.ts';
import { isForbiddenAddress } from '../security/forbidden-address.ts';
import { slowText } from './timed-pattern.ts';
import { settingsSchema, type Settings } from './settings-schema.ts';

/**
 * Checked settings from the text of parley.config.yaml.
 * @throws CompanionError `settings-invalid` with the file's name, the line, and what would be right.
 */
export function readSettings(text: string, fileName: string): Settings {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  });
  const [broken] = document.errors;
  if (broken) throw invalid(fileName, lines.linePos(broken.pos[0]).line, broken.message);
  const root = document.contents;
  const lineOf = (path: readonly PropertyKey[]) => {
    const offset = offsetOf(root, path);
    return offset === undefined ? 1 : lines.linePos(offset).line;
  };
  const data: unknown = document.toJS({ maxAliasCount: 50 }) ?? {};
  const result = v.safeParse(settingsSchema, data, { abortPipeEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const path = issue.path?.map((item) => item.key as PropertyKey) ?? [];
    throw invalid(fileName, lineOf(path), sentence(issue, path), remedy(issue, path));
  }
  checkMeaning(result.output, (path, problem) => {
    throw invalid(fileName, lineOf(path), problem);
  });
  return result.output;
}

/** What the shape alone cannot say. */
function checkMeaning(
  settings: Settings,
  report: (path: readonly PropertyKey[], problem: string) => void,
): void {
  for (const [index, upstream] of settings.upstreams.entries()) {
    const at = ['upstreams', index] as const;
    if (upstream.kind === 'embedded') {
      if (upstream.url !== undefined) report([...at, 'url'], 'An embedded upstream has no url.');
      continue;
    }
    if (upstream.url === undefined) {
      report(at, `The upstream ${upstream.name} needs a url.`);
      continue;
    }
    const url = new URL(upstream.url);
    if (url.username || url.password || url.search || url.hash) {
      report(
        [...at, 'url'],
        'A url here has no name, password, query or fragment; keys come from keyFrom.',
      );
    }
    if (!upstream.allowLinkLocal && isForbiddenAddress(url.hostname)) {
      report(
        [...at, 'url'],
        `${url.hostname} is link-local or a metadata service; set allowLinkLocal if it is meant.`,
      );
    }
    if (upstream.privacy === 'cloud' && upstream.keyFrom === undefined) {
      report(
        at,
        `The cloud ${upstream.name} needs keyFrom: the name of the variable with its key.`,
      );
    }
  }
  for (const [index, rule] of (settings.models.auto ?? []).entries()) {
    const at = ['models', 'auto', index, 'matches'] as const;
    let slow: string | undefined;
    try {
      slow = rule.matches === undefined ? undefined : slowText(rule.matches);
    } catch {
      report(at, 'This is not a regular expression.');
    }
    if (slow !== undefined) {
      report(
        at,
        `This regular expression takes too long on a text of many ${JSON.stringify(slow)}; write it without a repeat inside a repeat.`,
      );
    }
  }
}

function sentence(issue: v.BaseIssue<unknown>, path: readonly PropertyKey[]): string {
  const name = path.map(String).join('.');
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return `${name} is not a setting.`;
  }
  if (issue.received === 'undefined') return `${name} is missing.`;
  // Our own messages name what would be right; the library's name what it expected.
  const wanted = issue.message.startsWith('Invalid')
    ? (issue.expected ?? issue.message)
    : issue.message;
  return `${name} must be ${wanted}; it is ${issue.received.slice(0, 100)}.`;
}

function remedy(issue: v.BaseIssue<unknown>, path: readonly PropertyKey[]): string | undefined {
  const key = String(path.at(-1) ?? '');
  if (issue.expected !== 'never' || !/key|token|secret|password|authorization/i.test(key)) {
    return undefined;
  }
  return 'Keys are never written into this file: put the key into an environment variable and name that in keyFrom.';
}

/** Where in the text a setting stands; the nearest one above it when it is missing. */
function offsetOf(root: Node | null, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = root;
  let offset = root?.range?.[0];
  for (const key of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find((it) => isPair(it) && isScalar(it.key) && it.key.value === key);
      if (!pair) break;
      offset = (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      next = pair.value;
    } else if (isSeq(node)) {
      next = node.items[Number(key)];
      offset = (isNode(next) ? next.range?.[0] : undefined) ?? offset;
    }
    node = next;
  }
  return offset;
}

function invalid(fileName: string, line: number, problem: string, remedy?: string): CompanionError {
  return new CompanionError(
    'settings-invalid',
    `${fileName}, line ${line}: ${problem}`,
    remedy ?? 'Correct that line; docs/gateway.md lists every setting.',
  );
}
