import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { ApiError } from '../api-error.ts';
import type { Recording } from '../jobs/transcribe.ts';
import { sniffSound, type SoundContainer } from '../sound/sniff-sound.ts';
import type { StopSignal } from '../stop-signal.ts';

/** A form with one recording, read once and kept for as many upstreams as are tried. */
export interface RecordingForm {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly recording: Recording;
}

const MAX_FIELD_BYTES = 16_384;
const MAX_FIELDS = 40;
/** Fields and headers of parts, besides the recording. */
const MAX_REST_BYTES = 262_144;
/** Names of the dialect and of whisper.cpp's neighbours. */
const recordingNames = ['file', 'audio', 'audio_file'];

/** What some clients send as if it were a file. */
const fieldNames: ReadonlySet<string> = new Set([
  'model',
  'language',
  'prompt',
  'response_format',
  'temperature',
  'timestamp_granularities',
  'timestamp_granularities[]',
  'stream',
  'candidates',
]);

const mediaTypes: Readonly<Record<SoundContainer, string>> = {
  wav: 'audio/wav',
  webm: 'audio/webm',
  ogg: 'audio/ogg',
  mp3: 'audio/mpeg',
  mp4: 'audio/mp4',
  flac: 'audio/flac',
  aac: 'audio/aac',
};

/**
 * Reads a multipart form: parts in any order, with or without a file name.
 * @throws ApiError 413 `recording_too_large`, 400 `invalid_form` or `recording_missing`; the
 * signal's reason when it fires.
 */
export function readForm(
  request: IncomingMessage,
  maxBytes: number,
  signal: StopSignal,
): Promise<RecordingForm & { readonly bytes: number }> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes + MAX_REST_BYTES) {
      reject(tooLarge(maxBytes));
      return;
    }
    let parser: BusboyInstance;
    try {
      parser = createParser(request, maxBytes);
    } catch (cause) {
      reject(invalidForm(cause));
      return;
    }
    const fields = new Map<string, string[]>();
    const pieces: Buffer[] = [];
    let mediaType: string | undefined;
    let bytes = 0;
    const finish = (act: () => void) => {
      request.off('data', count).unpipe(parser);
      signal.removeEventListener('abort', onAbort);
      // What else a broken form still does to its parser is of no interest.
      parser.removeAllListeners().on('error', () => undefined);
      act();
    };
    const fail = (error: Error) => finish(() => reject(error));
    const onAbort = () => fail(signal.reason);
    const count = (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > maxBytes + MAX_REST_BYTES) fail(tooLarge(maxBytes));
    };
    parser.on('file', (_name, stream, _fileName, _encoding, type) => {
      mediaType = type;
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('limit', () => fail(tooLarge(maxBytes)));
      stream.on('error', () => undefined);
    });
    parser.on('field', (name, value) => {
      const key = name.replace(/\[\]$/, '');
      fields.set(key, [...(fields.get(key) ?? []), value]);
    });
    // The parser goes on after a limit, but may wait forever for itself then.
    for (const limit of ['partsLimit', 'fieldsLimit', 'filesLimit']) {
      parser.on(limit, () => fail(invalidForm(new Error(limit))));
    }
    parser.on('error', (cause) => fail(invalidForm(cause)));
    parser.on('finish', () =>
      finish(() => {
        const recorded = Buffer.concat(pieces);
        if (mediaType === undefined || recorded.length === 0) reject(missing());
        else resolve({ fields, recording: describe(recorded, mediaType), bytes });
      }),
    );
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    else request.on('data', count).pipe(parser);
  });
}

function createParser(request: IncomingMessage, maxBytes: number): BusboyInstance {
  return new Busboy({
    headers: request.headers as BusboyHeaders,
    // By its name, because a recording without a file name would else be taken for text.
    isPartAFile: (name, _type, fileName) =>
      name !== undefined &&
      (recordingNames.includes(name) || (fileName !== undefined && !fieldNames.has(name))),
    limits: {
      fileSize: maxBytes,
      files: 1,
      fields: MAX_FIELDS,
      fieldSize: MAX_FIELD_BYTES,
      fieldNameSize: 100,
      parts: MAX_FIELDS + 1,
      headerPairs: 16,
      headerSize: 4096,
    },
  });
}

/** Its name is ours: those of people say who they are, and other servers choke on them. */
function describe(bytes: Buffer, sentType: string): Recording {
  const container = sniffSound(bytes);
  // Browsers name a container rightly; of everything else the bytes know more.
  const fits = /^(audio|video)\/[\w.+-]+$/.test(sentType) && sentType.includes(container ?? '/');
  return {
    bytes,
    mediaType:
      fits && container !== 'wav'
        ? sentType
        : container
          ? mediaTypes[container]
          : 'application/octet-stream',
    fileName: `recording.${container ?? 'bin'}`,
  };
}

function tooLarge(maxBytes: number): ApiError {
  const megabytes = Math.floor(maxBytes / 1_048_576);
  return new ApiError(
    413,
    'recording_too_large',
    `A recording here has at most ${megabytes} MB; shorter pieces are transcribed sooner, too.`,
    { param: 'file' },
  );
}

function missing(): ApiError {
  return new ApiError(
    400,
    'recording_missing',
    'This form has no recording; it belongs into the part named file.',
    { param: 'file' },
  );
}

function invalidForm(cause: unknown): ApiError {
  return new ApiError(400, 'invalid_form', 'The body of this request is not a whole form.', {
    cause,
  });
}
