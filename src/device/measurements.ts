import * as v from 'valibot';
import type { ModelEntry } from '../contracts/catalog.ts';
import type { EngineSetup, SpeedFigures } from '../contracts/route.ts';
import type { KeptMeasurement } from '../storage/tables.ts';
import type { LiveDatabase } from '../storage/live-database.ts';
import type { DeviceProfile } from './device-profile.ts';
import { predict } from './predict.ts';

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const figuresSchema = v.object({
  firstMs: positive,
  tokensPerSecond: v.optional(positive),
  realTimeFactor: v.optional(positive),
});

/** The share of the newest run: a device that grows hot shows within a few turns. */
const NEWEST = 0.3;
/** How many measured models it takes until half of their common error is believed of the others. */
const DOUBT = 1;

/** Both views of one setup, and the one to go by. */
export interface SetupFigures {
  /** From the probes, corrected by how far off predictions were for other models here. */
  readonly predicted: SpeedFigures | null;
  /** A moving average of real runs. */
  readonly measured: SpeedFigures | null;
  /** The measured ones where there are any. */
  readonly best: SpeedFigures | null;
}

type Kept = Omit<KeptMeasurement, 'figures'> & { readonly figures: SpeedFigures };

const keyOf = (device: string, { modelId, variant, runtime }: EngineSetup) =>
  JSON.stringify([device, modelId, variant, runtime]);

function mapFigures(
  figures: SpeedFigures,
  change: (value: number, name: keyof SpeedFigures) => number,
): SpeedFigures {
  const { firstMs, tokensPerSecond, realTimeFactor } = figures;
  return {
    firstMs: change(firstMs, 'firstMs'),
    ...(tokensPerSecond === undefined
      ? {}
      : { tokensPerSecond: change(tokensPerSecond, 'tokensPerSecond') }),
    ...(realTimeFactor === undefined
      ? {}
      : { realTimeFactor: change(realTimeFactor, 'realTimeFactor') }),
  };
}

/**
 * How fast models really were on a device, as an exponentially weighted moving average (EWMA) per
 * setup. Kept in the database; where it fails as long as the page.
 */
export class Measurements {
  readonly #kept: Map<string, Kept>;
  readonly #database: LiveDatabase;
  readonly #catalog: ReadonlyMap<string, ModelEntry>;
  readonly #now: () => number;

  private constructor(
    kept: Map<string, Kept>,
    database: LiveDatabase,
    catalog: readonly ModelEntry[],
    now: () => number,
  ) {
    this.#kept = kept;
    this.#database = database;
    this.#catalog = new Map(catalog.map((entry) => [entry.id, entry]));
    this.#now = now;
  }

  /** Reads what is kept; rows that make no sense are passed over. `now`: Unix time in ms. */
  static async open(
    database: LiveDatabase,
    catalog: readonly ModelEntry[],
    now: () => number = Date.now,
  ): Promise<Measurements> {
    const kept = new Map<string, Kept>();
    const rows = await database.use((open) => open.getAll('measurements')).catch(() => []);
    for (const row of rows) {
      const figures = v.safeParse(figuresSchema, row.figures);
      if (figures.success) {
        const runtime = row.runtime as EngineSetup['runtime'];
        kept.set(keyOf(row.device, { ...row, runtime }), {
          ...row,
          figures: mapFigures(figures.output, (value) => value),
        });
      }
    }
    return new Measurements(kept, database, catalog, now);
  }

  /** Adds a real run. `device`: the key of the profile. Figures that are no number are left out. */
  async record(device: string, setup: EngineSetup, figures: SpeedFigures): Promise<void> {
    const read = v.safeParse(figuresSchema, figures);
    if (!read.success) return;
    const key = keyOf(device, setup);
    const before = this.#kept.get(key);
    const mixed = mapFigures(read.output, (value, name) => {
      const old = before?.figures[name];
      return old === undefined ? value : old + NEWEST * (value - old);
    });
    const row = {
      device,
      ...setup,
      // A run that lacks a figure, such as a reply of one token, does not take away the old one.
      figures: { ...before?.figures, ...mixed },
      runs: (before?.runs ?? 0) + 1,
      measuredAt: this.#now(),
    };
    this.#kept.set(key, row);
    // Losing one run is no reason to disturb a lesson.
    await this.#database.use((open) => open.put('measurements', row)).catch(() => {});
  }

  /** What to expect of a setup on the device of `profile`; null figures where nobody can say. */
  figuresFor(setup: EngineSetup, profile: DeviceProfile): SetupFigures {
    const entry = this.#catalog.get(setup.modelId);
    const measured = this.#kept.get(keyOf(profile.key, setup))?.figures ?? null;
    const raw = entry ? predict(entry, setup, profile) : null;
    const predicted =
      entry && raw
        ? mapFigures(raw, (value, name) => value * this.#correction(entry, setup, profile, name))
        : null;
    return { predicted, measured, best: measured ?? predicted };
  }

  /**
   * How far off predictions were for other models of the same job on the same runtime: their mean
   * factor (geometric), drawn towards 1 while there are few.
   */
  #correction(
    entry: ModelEntry,
    setup: EngineSetup,
    profile: DeviceProfile,
    name: keyof SpeedFigures,
  ): number {
    let sum = 0;
    let count = 0;
    for (const row of this.#kept.values()) {
      const other = this.#catalog.get(row.modelId);
      if (row.device !== profile.key || row.runtime !== setup.runtime) continue;
      if (!other || other.job !== entry.job || other.id === entry.id) continue;
      const { variant } = row;
      const expected = predict(other, { variant, runtime: setup.runtime }, profile)?.[name];
      const found = row.figures[name];
      if (expected && found) {
        sum += Math.log(found / expected);
        count += 1;
      }
    }
    return Math.exp(sum / (count + DOUBT));
  }

  /** Forgets everything, for a person who deletes their data. */
  async clear(): Promise<void> {
    this.#kept.clear();
    await this.#database.use((open) => open.clear('measurements'));
  }
}
