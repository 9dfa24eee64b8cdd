import { wait } from '../base/wait.ts';
import type { PageState } from '../patch-panel/companion-health.ts';
import type { PairingPage } from '../patch-panel/pair-companion.ts';
import type { Conditions } from '../patch-panel/switchboard.ts';
import { inLesson } from '../ui/route.ts';

const LOW_BATTERY = 0.2;

/** Whether the page is seen and has a network. */
export const pageState: PageState = {
  visible: () => document.visibilityState === 'visible',
  online: () => navigator.onLine,
  secure: location.protocol === 'https:',
  onChange(changed) {
    const shown = () => changed('shown');
    const online = () => changed('online');
    document.addEventListener('visibilitychange', shown);
    addEventListener('online', online);
    return () => {
      document.removeEventListener('visibilitychange', shown);
      removeEventListener('online', online);
    };
  },
};

/** So long after the page was opened nobody waits for the first lesson to begin. */
const QUIET_AFTER_MS = 30_000;

/** Settles when the page has been open for a while and nobody is in a lesson. */
export async function quietMoment(signal: AbortSignal): Promise<void> {
  do await wait(QUIET_AFTER_MS, signal);
  while (inLesson() || !pageState.visible());
}

/** The facts of this browser that decide whether another machine can be reached. */
export const pairingPage: PairingPage = {
  fetch: (input, init) => fetch(input, init),
  origin: location.origin,
  online: pageState.online,
  async localNetwork() {
    try {
      const name = 'local-network-access' as PermissionName;
      return (await navigator.permissions.query({ name })).state;
    } catch {
      // This browser has no such permission.
      return null;
    }
  },
  onWalled(walled) {
    const told = ({ blockedURI }: SecurityPolicyViolationEvent) => walled(blockedURI);
    document.addEventListener('securitypolicyviolation', told);
    return () => document.removeEventListener('securitypolicyviolation', told);
  },
};

/** What browsers may have beside the typed ones. */
interface MaybeNavigator {
  readonly connection?: { readonly saveData?: boolean };
  getBattery?(): Promise<EventTarget & { readonly level: number; readonly charging: boolean }>;
}

/** Follows battery and the wish to save data; `changed` is called when the battery tips over. */
export function watchConditions(changed: () => void): () => Conditions {
  const device = navigator as MaybeNavigator;
  let batteryLow = false;
  void device
    .getBattery?.()
    .then((battery) => {
      const read = () => {
        const low = !battery.charging && battery.level < LOW_BATTERY;
        if (low === batteryLow) return;
        batteryLow = low;
        changed();
      };
      read();
      battery.addEventListener('levelchange', read);
      battery.addEventListener('chargingchange', read);
    })
    // Not told here: nothing is assumed.
    .catch(() => {});
  return () => ({ batteryLow, saveData: device.connection?.saveData ?? false });
}
