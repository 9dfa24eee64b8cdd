/** Base64 as in addresses (RFC 4648, section 5), without padding. */

/** The text of `bytes`: 4 characters for 3 bytes. */
export function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The bytes of `text`, or null unless it is exactly what `toBase64Url` gives for them. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  // Bits that no byte uses must be zero, so that one lesson has one link.
  return toBase64Url(bytes) === text ? bytes : null;
}
