const loopback = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Says whether a Host header names this companion. A page of another site can point its own name
 * at our address (DNS rebinding), but it cannot make the browser send one of ours.
 * `allowed` holds lower-case names without port, besides the loopback names.
 */
export function hostAllowed(header: string | undefined, allowed: readonly string[]): boolean {
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::\d{1,5})?$/.exec((header ?? '').toLowerCase());
  const name = match?.[1]?.replace(/\.$/, '');
  return name !== undefined && (loopback.includes(name) || allowed.includes(name));
}
