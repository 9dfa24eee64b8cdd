import * as v from 'valibot';

/** The part of models/*.json that the companion reads; the rest is the browser's. */
export const catalogEntrySchema = v.object({
  id: v.string(),
  job: v.string(),
  engine: v.string(),
  family: v.string(),
  files: v.array(
    v.object({
      path: v.string(),
      optional: v.optional(v.boolean(), false),
      sizeBytes: v.optional(v.number()),
      variants: v.optional(v.array(v.string())),
    }),
  ),
  variants: v.array(
    v.object({
      name: v.string(),
      dtype: v.union([v.string(), v.record(v.string(), v.string())]),
      devices: v.array(v.string()),
    }),
  ),
  languages: v.array(v.string()),
  windowSeconds: v.optional(v.number()),
  contextTokens: v.optional(v.number()),
  textPrefix: v.optional(v.string()),
  pooling: v.optional(v.picklist(['mean', 'cls', 'last_token'])),
});
export type CatalogEntry = v.InferOutput<typeof catalogEntrySchema>;
