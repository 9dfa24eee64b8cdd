import { ApiError } from '../api-error.ts';
import { ParleyError } from '../../src/base/parley-error.ts';
import { SourceError } from '../../src/model-store/sources/source-error.ts';

/** Of the first error in the chain of causes that has one. */
function systemCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return code;
  }
  return undefined;
}

const unreachable = (model: string, hub: string, cause: unknown) =>
  new ApiError(
    503,
    'hub_unreachable',
    `The companion cannot reach the model hub (${new URL(hub).host}), so ${model} cannot be fetched now. What is here works.`,
    { cause, retryAfterMs: 10_000 },
  );

/** Why a model could not be fetched from the hub, as a client is told. */
export function fetchRefusal(error: unknown, model: string, hub: string): ApiError {
  if (error instanceof ApiError) return error;
  const system = systemCode(error) ?? '';
  if (['ENOSPC', 'EDQUOT'].includes(system))
    return new ApiError(
      507,
      'companion_disk_full',
      `The companion's disk has no room left for ${model}. What came is kept.`,
      { cause: error },
    );
  if (['EACCES', 'EROFS', 'EPERM'].includes(system))
    return new ApiError(
      503,
      'models_folder_closed',
      `The companion may not write into its folder of models, so it cannot fetch ${model}; its operator can change MODELS_DIR.`,
      { cause: error },
    );
  if (!(error instanceof ParleyError)) return unreachable(model, hub, error);
  const { code, cause } = error;
  const fault = cause instanceof SourceError ? cause.fault : undefined;
  if (code === 'model-offline') return unreachable(model, hub, error);
  if (code !== 'model-unplannable' || fault === 'refused' || fault === 'changed')
    return new ApiError(
      502,
      'hub_differs',
      `What the model hub has of ${model} is not what was pinned, so it is not taken.`,
      { cause: error },
    );
  if (fault === 'missing')
    return new ApiError(404, 'not_on_hub', `The model hub does not have every file of ${model}.`, {
      cause: error,
    });
  return unreachable(model, hub, error);
}
