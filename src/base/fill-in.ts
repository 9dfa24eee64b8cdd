/** A sentence with its `{name}` places filled in; a place that `value` does not know stays. */
export function fillIn(sentence: string, value: (name: string) => string | undefined): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => value(name) ?? place);
}
