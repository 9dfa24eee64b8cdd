import type { Machine } from '../../server/doctor/machine.ts';

/** A machine with these programs and figures; what is not named prints nothing. */
export function fakeMachine({
  gflops = 60,
  cores = 8,
  memoryMb = 16_000,
  prints = {},
}: {
  readonly gflops?: number;
  readonly cores?: number;
  readonly memoryMb?: number;
  readonly prints?: Readonly<Record<string, string>>;
}): Machine {
  return {
    cores,
    memoryMb,
    run: (command) => Promise.resolve(prints[command] ?? null),
    benchmark: () => Promise.resolve(gflops),
  };
}
