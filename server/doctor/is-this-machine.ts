/** Whether an address to listen on is reached from this machine only. */
export function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
