import { ApiError } from '../api-error.ts';
import type { UpstreamError } from '../providers/upstream-error.ts';

/** What a client is told of an upstream's failure: never where it is, never its own words on us. */
export function clientError(error: UpstreamError): ApiError {
  const { status = 0, sentence, param, refusal, retryAfterMs } = error.facts;
  const facts = {
    cause: error,
    ...(param === undefined ? {} : { param }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  switch (error.failure) {
    case 'connect':
      return new ApiError(
        502,
        'upstream_unreachable',
        'The machine with this model cannot be reached.',
        facts,
      );
    case 'first-timeout':
      return new ApiError(
        504,
        'upstream_timeout',
        'The model did not begin to answer in time.',
        facts,
      );
    case 'idle-timeout':
      return new ApiError(
        504,
        'upstream_stalled',
        'The model stopped in the middle of its answer.',
        facts,
      );
    case 'cut':
      return new ApiError(502, 'upstream_cut', 'The answer broke off before it was whole.', facts);
    case 'error-event':
      return new ApiError(
        502,
        'upstream_error',
        'The model reported an error instead of an answer.',
        facts,
      );
    case 'garbage':
      return new ApiError(
        502,
        'upstream_garbage',
        'The model answered in a way that cannot be read.',
        facts,
      );
    case 'too-large':
      return new ApiError(
        502,
        'upstream_too_large',
        'The answer is larger than any that was asked for.',
        facts,
      );
    case 'busy':
      return new ApiError(
        503,
        'upstream_busy',
        'The model is loading or busy; it can be asked again soon.',
        {
          retryAfterMs: 2000,
          ...facts,
        },
      );
    case 'status':
      break;
  }
  if (refusal === 'context-length') {
    return new ApiError(
      400,
      'context_length_exceeded',
      'The conversation is too long for this model.',
      { param: 'messages', ...facts },
    );
  }
  if (refusal === 'model-unknown') {
    return new ApiError(404, 'model_not_found', 'No upstream has this model any more.', {
      param: 'model',
      ...facts,
    });
  }
  if (refusal === 'sound-format') {
    return new ApiError(
      status,
      'sound_format_unavailable',
      sentence ?? 'No upstream here works with that sound format.',
      facts,
    );
  }
  if (error.misconfigured) {
    return new ApiError(
      502,
      'upstream_refused_key',
      'An upstream does not accept the key of this companion; its operator can mend that.',
      facts,
    );
  }
  if (status === 429) {
    return new ApiError(
      429,
      'rate_limit_exceeded',
      'The model has more work than it takes; try again later.',
      { retryAfterMs: 1000, ...facts },
    );
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 425) {
    return new ApiError(
      status,
      'request_refused',
      sentence ?? 'The model refused this request.',
      facts,
    );
  }
  return new ApiError(502, 'upstream_failed', 'The machine with this model failed.', facts);
}
