import { ApiError } from '../api-error.ts';
import { SPEECH_FORMATS, type SpeechFormat } from '../jobs/speak.ts';

/** The dialect's own limit. */
const MAX_CHARACTERS = 4096;

/** What is to be said, checked and reduced to what we know. */
export interface SpeechRequest {
  readonly model: string | undefined;
  readonly text: string;
  readonly voice: string;
  /** Undefined when the client leaves it to us. */
  readonly format: SpeechFormat | undefined;
  readonly speed: number;
}

/**
 * Reads the body of a speech request. Unknown parameters are dropped.
 * @throws ApiError 400 `invalid_request` naming the field.
 */
export function readSpeechRequest(body: Readonly<Record<string, unknown>>): SpeechRequest {
  const { model, input, voice, response_format: format, speed } = body;
  if (model !== undefined && model !== null && (typeof model !== 'string' || model.length > 300)) {
    throw invalid('model', 'model must be a name.');
  }
  if (typeof input !== 'string' || input.trim() === '' || input.length > MAX_CHARACTERS) {
    throw invalid('input', `input must be a text of at most ${MAX_CHARACTERS} characters.`);
  }
  if (format !== undefined && format !== null && !isFormat(format)) {
    throw invalid(
      'response_format',
      `response_format must be one of ${SPEECH_FORMATS.join(', ')}.`,
    );
  }
  const pace = typeof speed === 'number' ? speed : 1;
  if (!(pace >= 0.25 && pace <= 4)) throw invalid('speed', 'speed must be between 0.25 and 4.');
  return {
    model: typeof model === 'string' && model !== '' ? model : undefined,
    text: input,
    voice: readVoice(voice),
    format: isFormat(format) ? format : undefined,
    speed: pace,
  };
}

/** A name, or an object with one; `alloy` is what clients of the dialect send without thinking. */
function readVoice(voice: unknown): string {
  const id = typeof voice === 'object' && voice !== null && 'id' in voice ? voice.id : voice;
  if (id === undefined || id === null || id === '') return 'alloy';
  if (typeof id !== 'string' || id.length > 200) throw invalid('voice', 'voice must be a name.');
  return id;
}

function isFormat(name: unknown): name is SpeechFormat {
  return (SPEECH_FORMATS as readonly unknown[]).includes(name);
}

function invalid(param: string, message: string): ApiError {
  return new ApiError(400, 'invalid_request', message, { param });
}
