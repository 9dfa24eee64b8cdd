/** `[INST]`, `[/INST]`, `[TOOL_CALLS]`: how some chat formats mark roles. */
const withoutRoles = (text: string): string =>
  text
    .replace(/\[(?=\s*\/?\s*[A-Z][A-Z_ ]{2,30}\s*\])/g, '‹')
    .replace(/^(\s*)#{2,}(?=\s*\p{L}+\s*:)/gmu, '$1');

/**
 * Words of others inside a prompt. What they say stays; what could end their block, open another
 * one or play a role of the chat format does not: every `<` is written `‹`, and one entry is one line.
 */
function asMaterial(text: string): string {
  return withoutRoles(text.replaceAll('<', '‹'))
    .replace(/\p{Cc}+|\s+/gu, ' ')
    .trim();
}

/** A block of material with named entries; empty entries are left out, and no entries give ''. */
export function materialBlock(
  tag: string,
  entries: readonly (readonly [name: string, text: string | undefined])[],
): string {
  const lines = entries.flatMap(([name, text]) => {
    const line = asMaterial(text ?? '');
    return line === '' ? [] : [`${name}: ${line}`];
  });
  return lines.length === 0 ? '' : `<${tag}>\n${lines.join('\n')}\n</${tag}>`;
}

/** What a learner said, as it stands in a prompt: it may be many lines, but plays no role. */
export function asSpoken(text: string): string {
  return withoutRoles(text.replace(/<(?=[|/a-z<])/gi, '‹')).trim();
}
