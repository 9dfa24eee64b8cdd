import type { ModelEntry } from '../../contracts/catalog.ts';
import type { SpeedFigures } from '../../contracts/route.ts';
import type { ModelStatus } from '../../model-store/model-status.ts';
import type { ModelStore } from '../../model-store/model-store.ts';

/**
 * How a model stands that its device's class proposes: tried by us and `best`, `likely` so, or only
 * a thing to \`try\` because it is too small to learn from.
 */
export type Standing = 'best' | 'likely' | 'try';

/** What is known of a model on this device, from whoever measures or predicts. */
export interface ModelAdvice {
  /** The variant to get; null where nothing of it runs here. */
  readonly variant: string | null;
  /** The one to take when a person has no wish of their own. */
  readonly standing?: Standing;
  /** None of us has run it, or not on a chip like the one it would run on here. */
  readonly untried?: 'anywhere' | 'onChip';
  readonly speed?: { readonly figures: SpeedFigures; readonly measured: boolean };
  /** The companion has it, so it comes quickly. */
  readonly nextDoor?: boolean;
  /** Nobody that this page may ask has it. */
  readonly outOfReach?: boolean;
  /** Needs more memory than there is. */
  readonly tooLarge?: { readonly needMb: number; readonly haveMb: number };
}

export type Advise = (entry: ModelEntry) => ModelAdvice;

/** The store of models, and which of them are worth having here. */
export interface ModelsOnDevice {
  readonly store: ModelStore;
  readonly advise: Advise;
  /** The same once this device was looked at: with speeds, and what is best here. */
  readonly adviseByDevice: (signal: AbortSignal) => Promise<Advise>;
  /** True where the public hub can be had, by this page or through its companion. */
  readonly mayAskHub: boolean;
  /** The page itself may ask the hub. */
  readonly hubInReach: boolean;
}

/** Sections of the page, in the order of a conversation; the last gathers small helpers. */
const GROUPS = [
  { name: 'listening', jobs: ['transcribe'] },
  { name: 'thinking', jobs: ['chat'] },
  { name: 'speaking', jobs: ['speak'] },
  { name: 'helpers', jobs: ['embed', 'vad', 'end-of-turn'] },
] as const;

export interface ModelLine {
  readonly status: ModelStatus;
  readonly advice: ModelAdvice;
}

export interface ModelGroup {
  readonly name: (typeof GROUPS)[number]['name'];
  /** What is here or on its way, then what is worth getting. */
  readonly lines: readonly ModelLine[];
  /** Everything else, behind one press. */
  readonly more: readonly ModelLine[];
  readonly usedBytes: number;
}

/** How many models that are not here are shown at once. */
const SHOWN = 3;
const tiers = ['tiny', 'small', 'medium'];
const runs = ({ advice }: ModelLine) => advice.variant !== null && !advice.tooLarge;

/** Models by what they are for: those here first, then recommended ones, then by size. */
export function groupModels(statuses: readonly ModelStatus[], advise: Advise): ModelGroup[] {
  return GROUPS.map(({ name, jobs }) => {
    const all = statuses
      .filter(({ entry }) => (jobs as readonly string[]).includes(entry.job))
      .map((status) => ({ status, advice: advise(status.entry) }));
    const here = all.filter(({ status }) => status.state !== 'absent');
    const absent = all
      // Models made for tests are no offer to a person, unless whoever runs this place serves one.
      .filter(
        ({ status, advice }) =>
          status.state === 'absent' &&
          (!status.entry.fixture || advice.standing || advice.nextDoor),
      )
      .sort(
        (a, b) =>
          Number(Boolean(b.advice.standing)) - Number(Boolean(a.advice.standing)) ||
          Number(runs(b)) - Number(runs(a)) ||
          Number(b.advice.nextDoor ?? false) - Number(a.advice.nextDoor ?? false) ||
          tiers.indexOf(a.status.entry.tier) - tiers.indexOf(b.status.entry.tier),
      );
    const shown = absent.filter(runs).slice(0, SHOWN);
    return {
      name,
      lines: [...here, ...shown],
      more: absent.filter((line) => !shown.includes(line)),
      usedBytes: here.reduce((sum, { status }) => sum + status.doneBytes, 0),
    };
  });
}
