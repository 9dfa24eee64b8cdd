/** A model's name as a header may carry it. */
export function headerText(name: string): string {
  return encodeURI(name);
}
