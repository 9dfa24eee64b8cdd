import * as v from 'valibot';

/**
 * Classes of devices, as models/tiers.json has them. Schema and classifier stand here because the
 * browser and the companion's doctor share them, and contracts is all that both may import.
 */
const speed = v.pipe(v.number(), v.gtValue(0));
const modelIds = v.array(v.string());

const tierSchema = v.strictObject({
  id: v.picklist([
    'MINIMAL',
    'LIGHT_CPU',
    'MEDIUM_CPU',
    'HEAVY_CPU',
    'MEDIUM_GPU',
    'HEAVY_GPU',
    'PHONE_MINIMAL',
    'PHONE_CPU',
    'PHONE_GPU',
  ]),
  phone: v.boolean(),
  /** All of them must be reached. They are measured; memory and cores alone never lift a device. */
  needs: v.strictObject({
    /** Matrix product in fp32 with all threads that engines use, 10⁹ operations per second. */
    cpuGflops: v.optional(speed),
    gpuGbPerS: v.optional(speed),
    gpuGflops: v.optional(speed),
    /** Taken where a driver told the chip's own memory and nothing else can be measured. */
    gpuDriverMemoryMb: v.optional(speed),
  }),
  /** What is proposed per job, best first, by ids of the catalog; empty: leave it to others. */
  propose: v.strictObject({
    chat: modelIds,
    transcribe: modelIds,
    speak: modelIds,
    embed: modelIds,
  }),
  /** Most memory that loaded models may take together. */
  memoryCeilingMb: v.pipe(v.number(), v.integer()),
  /** Two models on the chip at once end in a lost device. */
  oneGpuModel: v.boolean(),
  /** The largest language model worth trying on a companion of this class, millions of weights. */
  companionLargestM: v.pipe(v.number(), v.integer()),
  /**
   * What to expect of a turn with the proposed models, in seconds from the end of speech, as
   * [good, bad]. `talk` is null where no language model is proposed: lessons still work.
   */
  expect: v.strictObject({
    transcript: v.tuple([v.number(), v.number()]),
    talk: v.nullable(v.tuple([v.number(), v.number()])),
    sound: v.tuple([v.number(), v.number()]),
  }),
});

export const tiersSchema = v.strictObject({ tiers: v.array(tierSchema) });
export type Tier = v.InferOutput<typeof tierSchema>;

/** What a tier is decided by. Null: not measured. */
export interface MachineFigures {
  readonly phone: boolean;
  readonly cpuGflops: number | null;
  /** Null without a chip, or with one that is simulated. */
  readonly gpu: {
    readonly gbPerS: number | null;
    readonly gflops: number | null;
    readonly driverMemoryMb: number | null;
  } | null;
}

const reaches = (need: number | undefined, have: number | null | undefined) =>
  need === undefined || (have ?? 0) >= need;

function fits({ needs, phone }: Tier, figures: MachineFigures): boolean {
  const { gpu } = figures;
  const chipByDriver =
    gpu?.gbPerS == null &&
    gpu?.gflops == null &&
    needs.gpuDriverMemoryMb !== undefined &&
    reaches(needs.gpuDriverMemoryMb, gpu?.driverMemoryMb);
  const chip = reaches(needs.gpuGbPerS, gpu?.gbPerS) && reaches(needs.gpuGflops, gpu?.gflops);
  return (
    phone === figures.phone && reaches(needs.cpuGflops, figures.cpuGflops) && (chip || chipByDriver)
  );
}

/** The first tier (they stand best first) whose needs the figures reach; the last one of its kind needs nothing. */
export function classify(tiers: readonly Tier[], figures: MachineFigures): Tier {
  const found = tiers.find((tier) => fits(tier, figures));
  if (!found) throw new Error('models/tiers.json has no tier that needs nothing.');
  return found;
}
