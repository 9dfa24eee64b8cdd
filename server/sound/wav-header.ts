/** How the samples of a WAV file are laid down. */
export interface WavFormat {
  readonly coding: 'integer' | 'float';
  readonly bits: number;
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Where the samples begin. */
  readonly dataStart: number;
  /** How many bytes of them there are; Infinity when the file does not say, as in a stream. */
  readonly dataBytes: number;
}

const HEADER_BYTES = 44;
/** What a stream writes where a length belongs. */
const UNKNOWN_BYTES = 0xffff_ffff;
/** Nobody puts this much in front of the samples. */
const MAX_PREAMBLE_BYTES = 1_048_576;

/**
 * Reads the front of a WAV file.
 * @returns `more` while too little of it is there, undefined when it is none that can be read.
 */
export function readWavHeader(bytes: Buffer): WavFormat | 'more' | undefined {
  if (bytes.length < 12) return 'more';
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    return undefined;
  }
  let format: Omit<WavFormat, 'dataStart' | 'dataBytes'> | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const start = at + 8;
    if (id === 'data') {
      if (!format) return undefined;
      // Zero is what writers leave that could not go back to fill it in.
      const unknown = size === 0 || size >= UNKNOWN_BYTES - HEADER_BYTES || size === 0x7fff_ffff;
      return { ...format, dataStart: start, dataBytes: unknown ? Infinity : size };
    }
    if (id === 'fmt ') {
      if (start + size > bytes.length) break;
      format = readFormat(bytes.subarray(start, start + size));
      if (!format) return undefined;
    }
    at = start + size + (size % 2);
    if (at > MAX_PREAMBLE_BYTES) return undefined;
  }
  return bytes.length > MAX_PREAMBLE_BYTES ? undefined : 'more';
}

function readFormat(chunk: Buffer): Omit<WavFormat, 'dataStart' | 'dataBytes'> | undefined {
  if (chunk.length < 16) return undefined;
  const extensible = chunk.readUInt16LE(0) === 0xfffe && chunk.length >= 26;
  const tag = chunk.readUInt16LE(extensible ? 24 : 0);
  const channels = chunk.readUInt16LE(2);
  const sampleRateHz = chunk.readUInt32LE(4);
  const bits = chunk.readUInt16LE(14);
  const coding = tag === 1 ? 'integer' : tag === 3 ? 'float' : undefined;
  const known = coding === 'float' ? [32, 64] : [8, 16, 24, 32];
  if (!coding || !known.includes(bits) || channels < 1 || channels > 32) return undefined;
  if (sampleRateHz < 1000 || sampleRateHz > 192_000) return undefined;
  return { coding, bits, channels, sampleRateHz };
}

/** The front of a WAV file with 16-bit mono samples; without `dataBytes` it is one of a stream. */
export function wavHeader(sampleRateHz: number, dataBytes?: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  const size = dataBytes ?? UNKNOWN_BYTES - HEADER_BYTES;
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(Math.min(size + HEADER_BYTES - 8, UNKNOWN_BYTES), 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(size, 40);
  return header;
}
