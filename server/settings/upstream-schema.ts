import * as v from 'valibot';
import { JOBS } from '../jobs/job.ts';

/** How far from the learner a machine stands. Only `cloud` is outside the building. */
export const PRIVACY_CLASSES = ['device', 'home', 'school', 'cloud'] as const;
export type Privacy = (typeof PRIVACY_CLASSES)[number];

export const UPSTREAM_KINDS = [
  'openai',
  'ollama',
  'whisper.cpp',
  'piper',
  'deepgram',
  'embedded',
] as const;
export type UpstreamKind = (typeof UPSTREAM_KINDS)[number];

const name = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens'),
);
const modelName = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
/** The name of an environment variable: secrets are never written into the file. */
const variable = v.pipe(
  v.string(),
  v.regex(/^[A-Z_][A-Z0-9_]*$/, 'the NAME of an environment variable'),
);
const durationMs = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_600_000));
const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000));

const model = v.strictObject({
  /** The upstream's own name for it. */
  id: modelName,
  /** Other names that clients may ask for it by. */
  as: v.optional(v.array(modelName), []),
  /** The jobs it does; told from its name when absent. */
  jobs: v.optional(v.pipe(v.array(v.picklist(JOBS)), v.minLength(1))),
  /** Tokens of prompt and answer together. */
  contextTokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(128))),
});

const timeouts = v.strictObject({
  /** 1500 on the local network, 5000 to a cloud when absent. */
  connectMs: v.optional(durationMs),
  firstTokenMs: v.optional(durationMs, 20_000),
  /** The first token while the upstream says that it is loading. */
  loadingMs: v.optional(durationMs, 120_000),
  betweenTokensMs: v.optional(durationMs, 30_000),
  /** A whole answer that is not streamed. */
  answerMs: v.optional(durationMs, 120_000),
});

/** One upstream, as written in parley.config.yaml. */
export const upstreamSchema = v.strictObject({
  name,
  kind: v.picklist(UPSTREAM_KINDS),
  /** Base address, e.g. `http://macbook.local:11434`; not for `embedded`. */
  url: v.optional(v.pipe(v.string(), v.url(), v.regex(/^https?:\/\//, 'an http or https address'))),
  privacy: v.picklist(PRIVACY_CLASSES),
  /** Lower is tried first. */
  priority: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)), 0),
  /** Calls it does at the same time; others wait or go elsewhere. */
  capacity: v.optional(count, 8),
  /** What it is used for; everything its kind can do when absent. */
  jobs: v.optional(v.pipe(v.array(v.picklist(JOBS)), v.minLength(1))),
  /** The models it serves; asked of the upstream itself when absent. */
  models: v.optional(v.pipe(v.array(model), v.minLength(1))),
  /** Names of voices that clients use → names that the upstream knows. */
  voices: v.optional(v.record(modelName, modelName), {}),
  timeouts: v.optional(timeouts, {}),
  /** Price per million tokens, in any one currency; breaks ties and is shown. */
  costPerMillionTokens: v.optional(v.pipe(v.number(), v.minValue(0))),
  /** Environment variable with the key; without a value a cloud is left out. */
  keyFrom: v.optional(variable),
  /** Further headers, from environment variables. */
  headersFrom: v.optional(
    v.record(v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9-]*$/)), variable),
    {},
  ),
  /** How this upstream calls the limit of the answer's length. */
  tokenLimitField: v.optional(v.picklist(['max_tokens', 'max_completion_tokens']), 'max_tokens'),
  /** Permits an address that is link-local or a cloud's metadata service. */
  allowLinkLocal: v.optional(v.boolean(), false),
  /** A sleeping machine that a magic packet wakes. */
  wake: v.optional(
    v.strictObject({
      mac: v.pipe(v.string(), v.regex(/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i, 'a MAC address')),
      broadcast: v.optional(v.pipe(v.string(), v.ip()), '255.255.255.255'),
      port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)), 9),
      /** How long a request waits for it when there is nobody else. */
      waitMs: v.optional(durationMs, 25_000),
    }),
  ),
  /** `ollama`: how long a model stays loaded after a call, e.g. `30m`. */
  keepAlive: v.optional(v.pipe(v.string(), v.regex(/^-?\d+(ms|s|m|h)?$/))),
  /** `whisper.cpp`: where its server takes recordings. */
  inferencePath: v.optional(v.pipe(v.string(), v.regex(/^\/[\w./-]*$/)), '/inference'),
  /** `embedded`: how long an unused model stays in memory. */
  idleUnloadMs: v.optional(durationMs, 600_000),
  /** `embedded`: threads per model. */
  threads: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64))),
});

/** One upstream with every default filled in. */
export type UpstreamSettings = v.InferOutput<typeof upstreamSchema>;
