/** The primary subtag of a BCP 47 tag in lower case: `es-MX` → `es` (RFC 5646, section 2.2.1). */
export function primaryLanguage(tag: string): string {
  return (tag.split('-')[0] ?? tag).toLowerCase();
}
