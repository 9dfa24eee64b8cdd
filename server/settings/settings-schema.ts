import * as v from 'valibot';
import { POLICIES } from '../../src/contracts/policy.ts';
import { upstreamSchema } from './upstream-schema.ts';

const modelName = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const durationMs = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3_600_000));

/** What simple, ordinary and hard requests are; the other two name the job itself. */
export const TASKS = ['quick', 'chat', 'reason', 'embed', 'transcribe', 'speak'] as const;
export type Task = (typeof TASKS)[number];

/** `count` per `per`, of which `burst` may come at once (all of them when absent). */
const rate = v.strictObject({
  count: positive,
  per: v.optional(v.picklist(['second', 'minute', 'hour', 'day']), 'minute'),
  burst: v.optional(positive),
});
export type Rate = v.InferOutput<typeof rate>;

const taskModels = v.pipe(v.array(modelName), v.minLength(1));

const modelRules = v.strictObject({
  /** Name or pattern with `*` → the model or task that answers to it. */
  aliases: v.optional(v.record(modelName, modelName), {}),
  /** The models of a task, best first; every model of its job when absent. */
  tasks: v.optional(
    v.strictObject({
      quick: v.optional(taskModels),
      chat: v.optional(taskModels),
      reason: v.optional(taskModels),
      embed: v.optional(taskModels),
      transcribe: v.optional(taskModels),
      speak: v.optional(taskModels),
    }),
    {},
  ),
  /**
   * Whether models that are not here are fetched from the hub when somebody wants them: for this
   * machine and keys with that scope (`on`), only when somebody at this machine wants it (`ask`),
   * never (`off`).
   */
  fetch: v.optional(v.picklist(['on', 'off', 'ask']), 'on'),
  /** Which task `model: auto` means: the first rule that fits. */
  auto: v.optional(
    v.array(
      v.strictObject({
        task: v.picklist(['quick', 'chat', 'reason']),
        /** Fits when the whole conversation has at most so many characters. */
        maxCharacters: v.optional(positive),
        /** Fits when the last message of the learner matches this regular expression. */
        matches: v.optional(v.pipe(v.string(), v.maxLength(500))),
      }),
    ),
  ),
});
export type ModelRules = v.InferOutput<typeof modelRules>;

const limits = v.strictObject({
  perKey: v.optional(rate, { count: 600 }),
  perAddress: v.optional(rate, { count: 300 }),
  /** For each key or address and job. */
  perJob: v.optional(
    v.strictObject({
      chat: v.optional(rate),
      transcribe: v.optional(rate),
      speak: v.optional(rate),
      embed: v.optional(rate),
    }),
    {},
  ),
  /** Tokens for each key or address. */
  tokens: v.optional(rate),
  /** Requests in work at a time for one address; the machine itself is not counted. */
  concurrentPerAddress: v.optional(positive, 32),
  connections: v.optional(positive, 4096),
  /** Of one address; an eighth of all, or 64, when absent. */
  connectionsPerAddress: v.optional(positive),
  /** Of a JSON request. */
  bodyBytes: v.optional(positive, 8_388_608),
  /** Of a recording. */
  recordingBytes: v.optional(positive, 26_214_400),
  /** Requests that wait for a free upstream. */
  waiting: v.optional(positive, 256),
});

/** parley.config.yaml. */
export const settingsSchema = v.strictObject({
  /** Without any, an embedded upstream runs small models on this machine. */
  upstreams: v.optional(
    v.pipe(
      v.array(upstreamSchema),
      v.checkItems(
        (item, index, all) => all.findIndex((other) => other.name === item.name) === index,
        'a name that no other upstream has',
      ),
    ),
    [],
  ),
  models: v.optional(modelRules, {}),
  /** Of requests without an X-Parley-Policy. */
  policy: v.optional(v.picklist(POLICIES), 'school-network'),
  keys: v.optional(
    v.strictObject({
      file: v.optional(v.string(), 'parley.keys.json'),
      /** Who needs a key: nobody, all but this machine, all but private addresses, everybody. */
      required: v.optional(
        v.picklist(['never', 'beyond-machine', 'beyond-network', 'always']),
        'beyond-machine',
      ),
    }),
    {},
  ),
  limits: v.optional(limits, {}),
  cache: v.optional(
    v.strictObject({
      entries: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 500),
      bytes: v.optional(positive, 16_777_216),
      ttlSeconds: v.optional(positive, 3600),
    }),
    {},
  ),
  redis: v.optional(
    v.strictObject({
      /** Environment variable with the address, e.g. `redis://:password@host:6379/0`. */
      urlFrom: v.pipe(
        v.string(),
        v.regex(/^[A-Z_][A-Z0-9_]*$/, 'the NAME of an environment variable'),
      ),
      prefix: v.optional(v.pipe(v.string(), v.regex(/^[\w:-]{1,40}$/)), 'parley:'),
    }),
  ),
  audit: v.optional(
    v.strictObject({
      folder: v.optional(v.string(), 'audit'),
      enabled: v.optional(v.boolean(), true),
      retentionDays: v.optional(positive, 30),
      fileBytes: v.optional(positive, 10_485_760),
    }),
    {},
  ),
  /** Pages elsewhere that may call this companion, e.g. `https://school.example`. */
  origins: v.optional(v.array(v.pipe(v.string(), v.regex(/^https?:\/\/[^/]+$/, 'an origin'))), []),
  /** Where upstreams may fetch the pictures and sounds of messages from, but for `device-only`. */
  mediaOrigins: v.optional(
    v.array(v.pipe(v.string(), v.regex(/^https?:\/\/[^/]+$/, 'an origin'), v.toLowerCase())),
    [],
  ),
  /** Addresses of proxies in front, besides this machine, whose X-Forwarded-For counts. */
  proxies: v.optional(v.array(v.pipe(v.string(), v.ip())), []),
  tls: v.optional(v.strictObject({ certificate: v.string(), key: v.string() })),
  attempts: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5)), 3),
  /** The whole of a request, queue and retries included. */
  deadlineMs: v.optional(durationMs, 300_000),
  healthEveryMs: v.optional(durationMs, 30_000),
});

/** Checked settings with every default filled in. */
export type Settings = v.InferOutput<typeof settingsSchema>;
