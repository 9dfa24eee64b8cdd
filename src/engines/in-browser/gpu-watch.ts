/** Why a graphics device is gone; `destroyed` when the page's own code ended it. */
export interface LostDevice {
  readonly reason: string;
  readonly message: string;
}

interface Device {
  readonly lost: Promise<LostDevice>;
}

/** The part of `GPUAdapter` that is used; the DOM's own types lack it in some rooms. */
interface AdapterClass {
  readonly prototype: { requestDevice(...given: unknown[]): Promise<Device> };
}

/** Hears of the loss of every graphics device that a library opens by itself. */
export interface GpuWatch {
  /** Resolves with the first loss since `forget`. */
  lost(): Promise<LostDevice>;
  /** Whatever was opened so far does not count any more; call it before freeing it on purpose. */
  forget(): void;
}

/**
 * Listens at the one place where devices come from: a library that opens its own tells nobody when
 * it is lost, and what then fails in it says something else each time.
 */
export function watchGpu(adapters: AdapterClass | undefined): GpuWatch {
  let watched = new Set<Device>();
  let report: (lost: LostDevice) => void = () => {};
  let lost = new Promise<LostDevice>((resolve) => (report = resolve));

  if (adapters) {
    const { prototype } = adapters;
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called on the adapter below
    const open = prototype.requestDevice;
    prototype.requestDevice = async function (...given) {
      const device = await open.apply(this, given);
      watched.add(device);
      void device.lost.then((info) => {
        if (watched.has(device)) report(info);
      });
      return device;
    };
  }

  return {
    lost: () => lost,
    forget() {
      watched = new Set();
      lost = new Promise((resolve) => (report = resolve));
    },
  };
}
