import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../../..');

/** One place in the source where an error that reaches a person is made. */
export interface ErrorPlace {
  /** From the root of the repository. */
  readonly file: string;
  /** Null where the code is a variable. */
  readonly code: string | null;
  /** Sentence and remedy as expressions: parts that vary stand as `{…}`; null for a variable. */
  readonly sentence: string | null;
  readonly remedy: string | null;
  /** Names of the values that a translation may use. */
  readonly params: readonly string[];
}

/** Files of a folder with one of the endings, as paths from the root. */
export function sourceFiles(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path))
    .map((path) => `${folder}/${path}`)
    .sort();
}

/** The text of a file, by its path from the root. */
export const sourceText = (file: string) => readFileSync(join(root, file), 'utf8');

type Constants = ReadonlyMap<string, string>;

/** A text as written: templates with the file's own constants filled in, `{…}` for the rest. */
function textOf(node: ts.Expression | undefined, constants: Constants): string | null {
  if (node === undefined) return null;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isIdentifier(node)) return constants.get(node.text) ?? null;
  if (!ts.isTemplateExpression(node)) return null;
  return node.templateSpans.reduce(
    (text, span) => text + (textOf(span.expression, constants) ?? '{…}') + span.literal.text,
    node.head.text,
  );
}

/** The names in `{ params: { … } }`, the last argument of an error. */
function paramsOf(node: ts.Expression | undefined): string[] {
  if (node === undefined || !ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((option) => {
    if (!ts.isPropertyAssignment(option) || option.name.getText() !== 'params') return [];
    const { initializer } = option;
    if (!ts.isObjectLiteralExpression(initializer)) return [];
    return initializer.properties.map((param) => param.name?.getText() ?? '');
  });
}

function constantsOf(source: ts.SourceFile): Constants {
  const constants = new Map<string, string>();
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      const text = textOf(initializer, constants);
      if (text !== null) constants.set(name.getText(), text);
    }
  }
  return constants;
}

/**
 * Every call of `maker` in a file, `new maker(…)` or `maker(…)`; `first` is the position of the code
 * among its arguments, before sentence, remedy and options.
 */
export function errorPlaces(file: string, maker: string, first = 0): ErrorPlace[] {
  const source = ts.createSourceFile(file, sourceText(file), ts.ScriptTarget.Latest, true);
  const constants = constantsOf(source);
  const found: ErrorPlace[] = [];
  const visit = (node: ts.Node): void => {
    const made = ts.isNewExpression(node) || ts.isCallExpression(node);
    if (made && node.expression.getText() === maker) {
      const [code, sentence, remedy, options] = (node.arguments ?? []).slice(first);
      found.push({
        file,
        code: code && ts.isStringLiteralLike(code) ? code.text : null,
        sentence: textOf(sentence, constants),
        remedy: textOf(remedy, constants),
        params: paramsOf(options),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The property names of `const <name> = { 'a-code': … }` in a file. */
export function tableCodes(file: string, name: string): string[] {
  const table = new RegExp(`const ${name} = \\{\\n([\\s\\S]*?)\\n\\}`).exec(sourceText(file));
  return [...(table?.[1] ?? '').matchAll(/^ {2}'?([a-z][a-z0-9-]*)'?:/gm)].map(([, key]) => key!);
}
