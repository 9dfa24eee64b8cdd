/** Whether an address means the same machine everywhere, so that no other device can open it. */
export function isOnlyHere(address: string): boolean {
  try {
    const { hostname } = new URL(address);
    return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  } catch {
    return true;
  }
}
