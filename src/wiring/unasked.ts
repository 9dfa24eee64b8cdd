/** The page's surroundings, as far as they decide whether somebody is asked before a download. */
export interface Surroundings {
  /** Of the page's own address. */
  readonly hostname: string;
  /** Only such a page is lent a microphone. */
  readonly secure: boolean;
  /** NetworkInformation, where the browser has it. */
  readonly connection: { readonly saveData?: boolean; readonly type?: string } | undefined;
}

/** The names of this very machine; what comes from there costs nobody anything. */
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** The ears and the voice that come with Parley are 44 and 32 MB. */
const MOST_BYTES = 64_000_000;

/** The page and this browser, as they are now. */
export function surroundingsHere(): Surroundings {
  const { connection } = navigator as { connection?: Surroundings['connection'] };
  return { hostname: location.hostname, secure: isSecureContext, connection };
}

/**
 * Whether a model may be fetched by the press that begins a lesson, with no question of its own: a
 * small one that lies next door, on a page from this very machine, where nobody wants to save data.
 */
export function mayFetchUnasked(
  model: { readonly nextDoor: boolean; readonly sizeBytes: number | null },
  { hostname, connection }: Surroundings,
): boolean {
  if (!model.nextDoor || model.sizeBytes === null || model.sizeBytes > MOST_BYTES) return false;
  if (connection?.saveData === true || connection?.type === 'cellular') return false;
  return LOOPBACK.test(hostname);
}
