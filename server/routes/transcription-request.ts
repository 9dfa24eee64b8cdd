import { ApiError } from '../api-error.ts';

export const TRANSCRIPT_FORMATS = ['json', 'text', 'verbose_json', 'srt', 'vtt'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

/** What a form asks for, besides its recording. */
export interface TranscriptionRequest {
  readonly model: string | undefined;
  readonly format: TranscriptFormat;
  readonly language: string | undefined;
  readonly prompt: string | undefined;
  readonly temperature: number | undefined;
  readonly wordTimes: boolean;
  readonly stream: boolean;
}

/**
 * Reads the fields of a transcription form. Unknown ones are dropped.
 * @throws ApiError 400 `invalid_request` naming the field.
 */
export function readTranscriptionRequest(
  fields: ReadonlyMap<string, readonly string[]>,
): TranscriptionRequest {
  const one = (name: string) => fields.get(name)?.at(-1)?.trim() || undefined;
  const format = one('response_format') ?? 'json';
  if (!isFormat(format)) {
    throw invalid(
      'response_format',
      `response_format must be one of ${TRANSCRIPT_FORMATS.join(', ')}.`,
    );
  }
  const model = one('model');
  if ((model?.length ?? 0) > 300) throw invalid('model', 'model must be a name.');
  const language = one('language');
  if (language !== undefined && !/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/.test(language)) {
    throw invalid('language', 'language must be a code such as en or pt-BR.');
  }
  const temperature = Number(one('temperature') ?? NaN);
  return {
    model,
    format,
    language: language?.replaceAll('_', '-'),
    prompt: one('prompt'),
    temperature: temperature >= 0 && temperature <= 1 ? temperature : undefined,
    wordTimes: (fields.get('timestamp_granularities') ?? []).includes('word'),
    // Only these two have events; everything else is whole or nothing.
    stream: one('stream') === 'true' && (format === 'json' || format === 'text'),
  };
}

function isFormat(name: string): name is TranscriptFormat {
  return (TRANSCRIPT_FORMATS as readonly string[]).includes(name);
}

function invalid(param: string, message: string): ApiError {
  return new ApiError(400, 'invalid_request', message, { param });
}
