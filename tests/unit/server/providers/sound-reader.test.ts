import { expect, it } from 'vitest';
import { SoundReader } from '../../../../server/providers/sound-reader.ts';
import type { SpeechFormat } from '../../../../server/jobs/speak.ts';
import { wavHeader } from '../../../../server/sound/wav-header.ts';
import { CollectedSpeech } from '../../../fakes/collected-events.ts';

const wav = wavHeader(24_000);
const mp3 = Buffer.from([0xff, 0xfb, 0x90, 0x64, 0, 0, 0, 0, 0, 0, 0, 0]);
/** Quiet samples just below zero begin like a frame of MP3. */
const samples = Buffer.from([0xff, 0xfb, 0x10, 0x00, 0xff, 0xff, 0, 0, 0, 0, 0, 0]);

function read(type: string, asked: SpeechFormat, bytes: Buffer, size = 5): CollectedSpeech {
  const events = new CollectedSpeech();
  const reader = new SoundReader(events, asked, () => undefined);
  reader.start({ 'content-type': type });
  for (let at = 0; at < bytes.length; at += size) reader.data(bytes.subarray(at, at + size));
  reader.end();
  return events;
}

it.each([
  ['audio/wav', 'wav', wav, { format: 'wav' }],
  // Piper's server calls its sound this.
  ['text/html; charset=utf-8', 'wav', wav, { format: 'wav' }],
  ['audio/mpeg', 'mp3', mp3, { format: 'mp3' }],
  ['audio/mpeg', 'pcm', mp3, { format: 'mp3' }],
  ['application/octet-stream', 'pcm', wav, { format: 'wav' }],
  ['application/octet-stream', 'pcm', samples, { format: 'pcm', sampleRateHz: 24_000 }],
  ['audio/pcm', 'pcm', samples, { format: 'pcm', sampleRateHz: 24_000 }],
  ['audio/L16;rate=22050', 'pcm', samples, { format: 'pcm', sampleRateHz: 22_050 }],
] as const)('%s, asked for %s', (type, asked, bytes, sound) => {
  const events = read(type, asked, bytes);
  expect(events.sounds).toEqual([sound]);
  expect(events.all).toEqual(bytes);
});

it.each([
  ['application/json', Buffer.from('{"error":"out of memory"}'), 'error-event'],
  ['text/html', Buffer.from('<html>Bad gateway</html>'), 'garbage'],
  ['audio/wav', Buffer.alloc(0), 'cut'],
  ['audio/wav', wav.subarray(0, 8), 'cut'],
])('is no sound: %s', (type, bytes, failure) => {
  expect(() => read(type, 'pcm', bytes)).toThrow(expect.objectContaining({ failure }));
});
