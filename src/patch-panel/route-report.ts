import * as v from 'valibot';

const jobs = ['chat', 'transcribe', 'speak', 'embed'] as const;
const figure = v.fallback(v.nullable(v.number()), null);

/** A value that this version does not know becomes `fallback`, not an error. */
const known = <const Values extends readonly string[]>(values: Values, fallback: Values[number]) =>
  v.fallback(v.picklist(values), fallback as never);

const modelSchema = v.object({
  id: v.string(),
  /** Jobs that a newer companion may add are left out. */
  jobs: v.pipe(
    v.array(v.string()),
    v.transform((all) => jobs.filter((job) => all.includes(job))),
  ),
  breaker: known(['closed', 'open', 'half-open'], 'closed'),
  firstTokenMs: figure,
  tokensPerSecond: figure,
  loaded: v.fallback(v.nullable(v.boolean()), null),
});

const upstreamSchema = v.object({
  name: v.string(),
  /** What cannot be read counts as a cloud: see `placeOfUpstream`. */
  privacy: v.fallback(v.nullable(v.string()), null),
  state: known(['ok', 'empty', 'unknown', 'down', 'asleep', 'refused', 'off'], 'down'),
  capacity: v.fallback(v.number(), 1),
  inflight: v.fallback(v.number(), 0),
  models: v.fallback(v.array(modelSchema), []),
});

/**
 * `GET /api/routes` as another machine sent it: RouteReport of contracts/api.ts, of which only what
 * the panel needs is read, and nothing is believed that does not fit.
 */
export const routeReportSchema = v.object({ upstreams: v.array(upstreamSchema) });

export type ReadReport = v.InferOutput<typeof routeReportSchema>;
export type ReadUpstream = ReadReport['upstreams'][number];
export type ReadModel = ReadUpstream['models'][number];
