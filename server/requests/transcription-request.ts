import { invalidRequest } from './check-request.ts';
import languageNames from './language-names.json' with { type: 'json' };

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
  /** Texts whose fit to the sound is wanted; an extension of Parley's own. */
  readonly candidates: readonly string[] | undefined;
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
    throw invalidRequest(
      'response_format',
      `response_format must be one of ${TRANSCRIPT_FORMATS.join(', ')}.`,
    );
  }
  const model = one('model');
  if ((model?.length ?? 0) > 300) throw invalidRequest('model', 'model must be a name.');
  const language = languageCode(one('language'));
  if (language !== undefined && !/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/.test(language)) {
    throw invalidRequest('language', 'language must be a code such as en or pt-BR.');
  }
  const temperature = Number(one('temperature') ?? NaN);
  return {
    model,
    format,
    language: language?.replaceAll('_', '-'),
    prompt: one('prompt'),
    temperature: temperature >= 0 && temperature <= 1 ? temperature : undefined,
    wordTimes: (fields.get('timestamp_granularities') ?? []).includes('word'),
    candidates: readCandidates(one('candidates')),
    // Only these two have events; everything else is whole or nothing.
    stream: one('stream') === 'true' && (format === 'json' || format === 'text'),
  };
}

/** What people write instead of a code: `auto` for none, and the names that Whisper knows. */
function languageCode(text: string | undefined): string | undefined {
  const name = text?.toLowerCase();
  if (name === undefined || name === 'auto' || name === 'detect') return undefined;
  return Object.hasOwn(languageNames, name)
    ? (languageNames as Readonly<Record<string, string>>)[name]
    : text;
}

/** A step of a lesson has no more, and each costs time. */
const MOST_CANDIDATES = 60;
const LONGEST_CANDIDATE = 400;

/** A JSON list of texts. */
function readCandidates(field: string | undefined): readonly string[] | undefined {
  if (field === undefined) return undefined;
  let list: unknown;
  try {
    list = JSON.parse(field);
  } catch {
    list = undefined;
  }
  const fine =
    Array.isArray(list) &&
    list.length <= MOST_CANDIDATES &&
    list.every((text) => typeof text === 'string' && text.length <= LONGEST_CANDIDATE);
  if (fine) return list as readonly string[];
  throw invalidRequest(
    'candidates',
    `candidates must be a JSON list of at most ${MOST_CANDIDATES} short texts.`,
  );
}

function isFormat(name: string): name is TranscriptFormat {
  return (TRANSCRIPT_FORMATS as readonly string[]).includes(name);
}
