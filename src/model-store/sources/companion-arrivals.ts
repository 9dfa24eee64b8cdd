import * as v from 'valibot';
import type { Fetch } from './origin.ts';

/** Bytes of a model that its companion fetches from the hub: the first of two legs. */
export interface Arriving {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

const listSchema = v.array(
  v.looseObject({
    id: v.string(),
    fetching: v.optional(v.object({ doneBytes: v.number(), totalBytes: v.number() })),
  }),
);

/** What a companion has on its way from the hub, by model; nothing where it does not say. */
export async function readArrivals(
  baseUrl: string,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Arriving>> {
  const response = await fetch(`${baseUrl}/models/`, { signal });
  const list = v.safeParse(listSchema, await response.json().catch(() => undefined));
  if (!list.success) return new Map();
  return new Map(list.output.flatMap(({ id, fetching }) => (fetching ? [[id, fetching]] : [])));
}
