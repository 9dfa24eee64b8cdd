/**
 * Where an engine's files come from. The model store will implement it; until then the companion,
 * the hub and a copy kept on this device do.
 */
export interface WeightsSource {
  /** True when every one of `paths` can be opened from here. Never throws for "no". */
  has(modelId: string, paths: readonly string[], signal: AbortSignal): Promise<boolean>;
  /**
   * One whole file, its status 200; status 404 when it is not offered here. Rejects with a
   * ParleyError (`weights-…`) when something is offered that must not be used.
   */
  open(modelId: string, path: string, signal: AbortSignal): Promise<Response>;
}
