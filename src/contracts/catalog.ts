import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const amount = v.pipe(v.number(), v.minValue(0));

/**
 * The build of a model, from its published configuration: what its speed on a device is predicted
 * from before anybody downloads it. Decoder (or the only stack) without prefix, encoder with.
 */
const shapeSchema = v.strictObject({
  /** All weights, in millions. */
  parametersM: v.pipe(v.number(), v.gtValue(0)),
  layers: v.optional(count),
  /** How many of them attend, where the others mix by a gated short convolution (LFM2). */
  attentionLayers: v.optional(count),
  hiddenSize: v.optional(count),
  ffnSize: v.optional(count),
  heads: v.optional(count),
  kvHeads: v.optional(count),
  headSize: v.optional(count),
  vocabulary: v.optional(count),
  /** The output layer uses the same weights as the input table. */
  tiedHead: v.optional(v.boolean()),
  encoderLayers: v.optional(count),
  /** Encoders that always work on a whole window (Whisper): how many positions it has. */
  encoderPositions: v.optional(count),
  /** Encoders whose work grows with the sound (Moonshine). */
  positionsPerSecond: v.optional(amount),
  melBins: v.optional(count),
  /** Synthesizers: samples per second of what they speak. */
  soundRateHz: v.optional(count),
  /** Synthesizers: work per second of sound, in 10⁹ operations, counted from their layers. */
  gflopPerSecond: v.optional(amount),
  /** Nodes of the exported graphs, where they were counted; estimated by layers elsewhere. */
  operators: v.optional(v.strictObject({ encoder: v.optional(count), decoder: count })),
});

export type ModelShape = v.InferOutput<typeof shapeSchema>;

/** Natural logarithms of probabilities; see `ListeningLimits`. */
const nats = v.number();
const listeningSchema = v.strictObject({
  /** That the words are right: 1 / (1 + e^−(offset + slope · mean log probability)). */
  confidence: v.strictObject({ offset: v.number(), slope: v.number() }),
  /** For lessons; absent where only its confidence was measured. */
  limits: v.optional(
    v.strictObject({
      accept: v.strictObject({ mean: nats, deficit: nats }),
      reject: v.strictObject({ mean: nats, clear: nats }),
      sure: v.strictObject({ mean: nats, gap: nats }),
      other: v.strictObject({ gap: nats, deficit: nats, clear: nats }),
    }),
  ),
});

/** What a model may be called: also the name of its folder under `/models/`. */
export const MODEL_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * One entry of models/*.json, shared by browser and server. Sizes and hashes are only what was read
 * from the source; what cannot be known offline is left out and the entry counts as unpinned.
 */
export const modelSchema = v.strictObject({
  $schema: v.optional(v.string()),
  /** Also the folder name under `/models/`. */
  id: v.pipe(v.string(), v.regex(MODEL_ID)),
  job: v.picklist(['chat', 'transcribe', 'speak', 'embed', 'vad', 'end-of-turn']),
  /** `whisper`, `moonshine`, `llama`, `kokoro`, … */
  family: v.string(),
  engine: v.picklist(['transformers', 'web-llm', 'onnx']),
  /** What people call it. */
  name: v.string(),
  /** Hub repository and revision the weights come from; absent for weights of our own. */
  source: v.optional(v.strictObject({ repository: v.string(), revision: v.string() })),
  files: v.array(
    v.strictObject({
      /** The last piece may hold `*`; what it stands for is read from the source's index. */
      path: v.string(),
      /** Where it lives when it is not in the source repository (compiled libraries). */
      url: v.optional(v.pipe(v.string(), v.startsWith('https://'))),
      /** Fetched only where the source has it. */
      optional: v.optional(v.boolean()),
      role: v.picklist(['weights', 'config', 'tokenizer', 'voice', 'library']),
      sizeBytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
      sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
      /**
       * The variants that need this file; all of them when absent. A path may stand twice, for
       * variants that need different bytes under one name.
       */
      variants: v.optional(v.array(v.string())),
    }),
  ),
  /** Who speaks (speak), the best first. */
  voices: v.optional(
    v.array(
      v.strictObject({
        id: v.string(),
        /** What people call it. */
        name: v.string(),
        /** BCP 47. */
        language: v.string(),
        /** Path of the file that makes this voice; absent where the model has one voice. */
        file: v.optional(v.string()),
        /** Number of the speaker in a graph that holds several. */
        speaker: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
      }),
    ),
  ),
  /** Ways to run it: a dtype on a device. */
  variants: v.array(
    v.strictObject({
      name: v.string(),
      /** A dtype of transformers.js, for the whole model or by file. */
      dtype: v.union([v.string(), v.record(v.string(), v.string())]),
      devices: v.array(v.picklist(['wasm', 'webgpu'])),
      memoryMb: v.optional(v.number()),
      /** WebGPU features it cannot run without. */
      features: v.optional(v.array(v.picklist(['shader-f16']))),
      /** Its files come with Parley (models/bundled) and are on no hub. */
      bundled: v.optional(v.boolean()),
    }),
  ),
  /** BCP 47 primary subtags; empty means any. */
  languages: v.array(v.string()),
  tier: v.picklist(['tiny', 'small', 'medium']),
  /** Longest audio it takes at once, in seconds (transcribe). */
  windowSeconds: v.optional(v.number()),
  /** Tokens (chat). */
  contextTokens: v.optional(v.number()),
  /** Stands before every text, as the model was trained (embed). */
  textPrefix: v.optional(v.string()),
  /** How the vectors of tokens become that of a text; their mean when absent (embed). */
  pooling: v.optional(v.picklist(['mean', 'cls', 'last_token'])),
  /** What its figures mean when it listens; only what was measured on people. */
  listening: v.optional(listeningSchema),
  shape: v.optional(shapeSchema),
  /** One of us has run it with real weights; absent: nobody has. Tests' own weights are no trial. */
  tried: v.optional(
    v.strictObject({
      /** Year and month. */
      on: v.pipe(v.string(), v.regex(/^\d{4}-\d{2}$/)),
      /** Browser and machine. */
      where: v.string(),
      /** Where it ran: a graphics chip computes otherwise than a processor. */
      devices: v.pipe(v.array(v.picklist(['wasm', 'webgpu'])), v.minLength(1)),
      /** Precision, and who converted them where the hub's were not at hand. */
      weights: v.string(),
      /** What was seen, good and bad, in a sentence. */
      seen: v.string(),
    }),
  ),
  licence: v.strictObject({ name: v.string(), url: v.optional(v.string()) }),
  /** A sentence for people. */
  notes: v.optional(v.string()),
  /** Made for tests: never offered to a person unless it is already served by the companion. */
  fixture: v.optional(v.boolean()),
});

export type ModelEntry = v.InferOutput<typeof modelSchema>;
export type ModelVariant = ModelEntry['variants'][number];
