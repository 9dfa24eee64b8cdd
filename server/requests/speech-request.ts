import * as v from 'valibot';
import { SPEECH_FORMATS, type SpeechFormat } from '../jobs/speak.ts';
import { checkRequest, modelName } from './check-request.ts';

/** The dialect's own limit. */
const MAX_CHARACTERS = 4096;
const isText = `input must be a text of at most ${MAX_CHARACTERS} characters.`;
const isFormat = `response_format must be one of ${SPEECH_FORMATS.join(', ')}.`;
const isPace = 'speed must be between 0.25 and 4.';
const isVoice = 'voice must be a name.';
const voiceName = v.pipe(v.string(), v.maxLength(200));

/** The body of `POST /v1/audio/speech`. */
export const speechRequest = v.pipe(
  v.object({
    model: v.nullish(modelName),
    input: v.message(v.pipe(v.string(), v.regex(/\S/), v.maxLength(MAX_CHARACTERS)), isText),
    response_format: v.pipe(
      v.nullish(v.picklist(SPEECH_FORMATS, isFormat)),
      v.description(
        'Without one: mp3 where ffmpeg is installed, wav elsewhere. pcm is 24 kHz, mono, 16-bit little-endian.',
      ),
    ),
    speed: v.optional(v.message(v.pipe(v.number(), v.minValue(0.25), v.maxValue(4)), isPace), 1),
    voice: v.pipe(
      v.message(
        // What clients of the dialect send without thinking.
        v.nullish(v.union([voiceName, v.object({ id: v.nullable(voiceName) })]), 'alloy'),
        isVoice,
      ),
      v.description('A voice of the upstream, or a name that the settings map to one.'),
    ),
  }),
  v.description('Parameters that are not named here are dropped.'),
);

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
  const { model, input, response_format, speed, voice } = body;
  const pace = typeof speed === 'number' ? speed : undefined;
  const asked = { model, input, response_format, speed: pace, voice };
  const checked = checkRequest(speechRequest, asked);
  const { voice: named } = checked;
  return {
    model: checked.model || undefined,
    text: checked.input,
    voice: (typeof named === 'string' ? named : named.id) || 'alloy',
    format: checked.response_format ?? undefined,
    speed: checked.speed,
  };
}
