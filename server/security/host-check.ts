const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** The name in a Host header, lower-case and without port; undefined when it holds none. */
export function hostName(header: string | undefined): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::\d{1,5})?$/.exec((header ?? '').toLowerCase());
  return match?.[1]?.replace(/\.$/, '');
}

/** Whether only a program on this machine reaches us by that name. */
export function isLoopbackName(name: string): boolean {
  return loopback.includes(name);
}

/**
 * Says whether a Host header names this companion. A page of another site can point its own name
 * at our address (DNS rebinding), but it cannot make the browser send one of ours.
 * `allowed` holds lower-case names without port, besides the loopback names.
 */
export function hostAllowed(header: string | undefined, allowed: readonly string[]): boolean {
  const name = hostName(header);
  return name !== undefined && (isLoopbackName(name) || allowed.includes(name));
}
