import { appPath } from '../base/app-base.ts';
import type {
  BatteryProfile,
  CompanionProfile,
  ConnectionProfile,
  ProbeOutcome,
  StorageProfile,
} from './device-profile.ts';
import { lowerQuartile, PROBE_BOUND_MS } from './probe-timer.ts';

/** What browsers may or may not have beside the typed ones. */
interface MaybeNavigator {
  readonly deviceMemory?: number;
  readonly connection?: { readonly saveData?: boolean; readonly effectiveType?: string };
  readonly userAgentData?: { readonly mobile?: boolean };
  getBattery?(): Promise<{ readonly level: number; readonly charging: boolean }>;
}

/** Everything about this device that can be read instead of measured. */
export interface Surroundings {
  readonly storage: StorageProfile | null;
  readonly battery: BatteryProfile | null;
  readonly connection: ConnectionProfile | null;
  readonly companion: CompanionProfile | null;
}

/** Name and major version: `Chrome 156`, `Firefox 150`, `Safari 26`. */
export function browserName(userAgent: string): string {
  // Edge and Opera also call themselves Chrome, and everybody calls themselves Safari.
  const found =
    /(Edg|OPR|Firefox|FxiOS|CriOS|Chrome)\/(\d+)/.exec(
      userAgent.replace(/Chrome\/\d+(?=.*(Edg|OPR)\/)/, ''),
    ) ?? /(?:(Version)\/(\d+))/.exec(userAgent);
  if (!found) return 'unknown';
  const names: Readonly<Record<string, string>> = {
    Edg: 'Edge',
    OPR: 'Opera',
    FxiOS: 'Firefox',
    CriOS: 'Chrome',
    Version: 'Safari',
  };
  const name = found[1] ?? '';
  return `${names[name] ?? name} ${found[2]}`;
}

/** Phones are apart: little memory, one chip for all, and they grow hot. Tablets count as laptops. */
export function isPhone(device: Navigator): boolean {
  const told = (device as MaybeNavigator).userAgentData?.mobile;
  return told ?? /iPhone|iPod|Android.*Mobile|Mobile.*Firefox/.test(device.userAgent);
}

export const deviceMemoryGb = (device: Navigator) =>
  (device as MaybeNavigator).deviceMemory ?? null;

/** The user's wish to save data, and the kind of network; null where the browser does not tell. */
export function readConnection(device: Navigator): ConnectionProfile | null {
  const connection = (device as MaybeNavigator).connection;
  if (!connection) return null;
  return {
    saveData: connection.saveData ?? false,
    effectiveType: connection.effectiveType ?? '',
  };
}

async function readStorage(device: Navigator): Promise<StorageProfile | null> {
  const storage = device.storage as StorageManager | undefined;
  if (!storage) return null;
  const [estimate, opfs] = await Promise.all([
    storage.estimate(),
    // Some private windows have the method and refuse.
    (async () => Boolean(await storage.getDirectory()))().catch(() => false),
  ]);
  return { quotaBytes: estimate.quota ?? null, usedBytes: estimate.usage ?? null, opfs };
}

async function readBattery(device: Navigator): Promise<BatteryProfile | null> {
  const battery = await (device as MaybeNavigator).getBattery?.();
  return battery ? { level: battery.level, charging: battery.charging } : null;
}

const ROUND_TRIPS = 3;
/** A picture of the app: 60 kB, packed already, and nothing that the service worker keeps. */
const SAMPLE = appPath('/screenshots/desktop.png');

async function readCompanion(
  fetchFile: typeof fetch,
  signal: AbortSignal,
): Promise<CompanionProfile | null> {
  const get = async (path: string) => {
    const startMs = performance.now();
    const response = await fetchFile(path, { cache: 'no-store', signal });
    if (!response.ok) return null;
    const bytes = (await response.arrayBuffer()).byteLength;
    return { bytes, ms: performance.now() - startMs };
  };
  // The first one opens the connection.
  if (!(await get(appPath('/health')))) return null;
  const trips: number[] = [];
  for (let trip = 0; trip < ROUND_TRIPS; trip += 1) {
    const taken = await get(appPath('/health'));
    if (taken) trips.push(taken.ms);
  }
  if (trips.length === 0) return null;
  const roundTripMs = lowerQuartile(trips);
  const sample = await get(SAMPLE);
  // Below a tenth of a millisecond the clock says nothing.
  const ms = sample ? Math.max(0.1, sample.ms - roundTripMs) : 0;
  return { roundTripMs, bytesPerSecond: sample ? (sample.bytes / ms) * 1000 : null };
}

/** Settles with null when `work` fails or takes too long, and reports what became of it. */
async function bounded<Value>(
  name: string,
  work: (signal: AbortSignal) => Promise<Value | null>,
  report: (outcome: ProbeOutcome) => void,
  signal: AbortSignal,
): Promise<Value | null> {
  const startMs = performance.now();
  const stop = new AbortController();
  let state: ProbeOutcome['state'] = 'ok';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      state = 'late';
      stop.abort();
      resolve(null);
    }, PROBE_BOUND_MS);
  });
  const follow = () => stop.abort(signal.reason);
  signal.addEventListener('abort', follow, { once: true });
  const value = await Promise.race([
    work(stop.signal).catch(() => {
      if (state === 'ok') state = 'failed';
      return null;
    }),
    late,
  ]);
  clearTimeout(timer);
  signal.removeEventListener('abort', follow);
  signal.throwIfAborted();
  if (value === null && state === 'ok') state = 'missing';
  report({ name, state, tookMs: performance.now() - startMs });
  return value;
}

/**
 * Reads what changes from minute to minute. `fetchFile` is null where nothing may go over a network.
 * Rejects only with the signal's reason.
 */
export async function readSurroundings(
  device: Navigator,
  fetchFile: typeof fetch | null,
  report: (outcome: ProbeOutcome) => void,
  signal: AbortSignal,
): Promise<Surroundings> {
  const [storage, battery] = await Promise.all([
    bounded('storage', () => readStorage(device), report, signal),
    bounded('battery', () => readBattery(device), report, signal),
  ]);
  const connection = readConnection(device);
  const companion = await bounded(
    'companion',
    async (stop) => (fetchFile ? readCompanion(fetchFile, stop) : null),
    report,
    signal,
  );
  return { storage, battery, connection, companion };
}
