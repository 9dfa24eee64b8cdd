import type { Job } from '../../src/contracts/route.ts';
import type {
  AnyTarget,
  EngineOf,
  Target,
  TargetNow,
  TargetSource,
} from '../../src/patch-panel/target.ts';

export type FakeTarget<J extends Job> = Target<J> & { is: TargetNow; released: number };

/** A target whose state a test sets; its engine is given. */
export function fakeTarget<J extends Job>(
  job: J,
  id: string,
  engine: EngineOf[J],
  more: Partial<Omit<Target<J>, 'job' | 'id' | 'now' | 'engine'>> = {},
): FakeTarget<J> {
  const target: FakeTarget<J> = {
    id,
    job,
    place: 'device',
    name: 'this device',
    label: id,
    languages: 'any',
    quality: 'medium',
    setup: null,
    memoryMb: 0,
    is: { state: 'ready', loaded: true },
    released: 0,
    now: () => target.is,
    engine: () => engine,
    release: () => {
      target.released += 1;
      target.is = { ...target.is, loaded: false };
      return Promise.resolve();
    },
    ...more,
  };
  return target;
}

/** A source that always has the same targets. */
export function sourceOf(...targets: readonly unknown[]): TargetSource {
  return { targets: () => targets as readonly AnyTarget[], watch: () => () => {} };
}
