import { afterAll, describe, expect, test } from 'vitest';
import { createProvider } from '../../../../server/providers/create-provider.ts';
import type { Provider } from '../../../../server/providers/provider.ts';
import type { ProviderParts } from '../../../../server/providers/provider-parts.ts';
import type { SpeakCall } from '../../../../server/jobs/speak.ts';
import { CollectedSpeech } from '../../../fakes/collected-events.ts';
import { DEEPGRAM_KEY, runDeepgram } from '../../../fakes/deepgram-server.ts';
import { openAiSamples, runOpenAiAudio } from '../../../fakes/openai-audio-server.ts';
import { piperSamples, runPiper } from '../../../fakes/piper-server.ts';
import { providerParts } from '../../../fakes/provider-parts.ts';
import { readStandInForm } from '../../../fakes/stand-in-server.ts';
import { runWhisperCpp } from '../../../fakes/whisper-cpp-server.ts';
import { describeSpeaker } from './speaker-contract.ts';
import { describeTranscriber, skyRecording } from './transcriber-contract.ts';

const never = new AbortController().signal;
const whisper = await runWhisperCpp();
const piper = await runPiper('1.4');
const deepgram = await runDeepgram();
const openAi = await runOpenAiAudio();
const made: Provider[] = [];
afterAll(async () => {
  await Promise.all(made.map((provider) => provider.close()));
  await Promise.all([whisper, piper, deepgram, openAi].map((server) => server.stop()));
});

function make(settings: Record<string, unknown>, more: Partial<ProviderParts> = {}): Provider {
  const timeouts = { firstTokenMs: 2000, betweenTokensMs: 2000, answerMs: 2000 };
  const provider = createProvider(providerParts({ timeouts, ...settings }, more));
  made.push(provider);
  return provider;
}

const makeWhisper = () => make({ kind: 'whisper.cpp', url: whisper.url });
const makePiper = (url = piper.url) => make({ kind: 'piper', url });
const makeDeepgram = () =>
  make(
    { kind: 'deepgram', url: deepgram.url, privacy: 'cloud' },
    { secretHeaders: { authorization: `Token ${DEEPGRAM_KEY}` } },
  );
const makeOpenAi = (more = {}) => make({ kind: 'openai', url: openAi.url, ...more });
const here = make({ kind: 'embedded', privacy: 'device' });

describeTranscriber('whisper.cpp', () => Promise.resolve(makeWhisper()), 'whisper');
describeTranscriber('deepgram', () => Promise.resolve(makeDeepgram()), 'nova-3');
describeTranscriber('openai', () => Promise.resolve(makeOpenAi()), 'whisper-small');
describeTranscriber('openai (LocalAI)', () => Promise.resolve(makeOpenAi()), 'localai-whisper');
describeTranscriber('embedded', () => Promise.resolve(here), 'tiny-whisper');

describeSpeaker('piper', () => Promise.resolve(makePiper()), 'en_US-lessac-medium');
describeSpeaker('deepgram', () => Promise.resolve(makeDeepgram()), 'aura-2-thalia-en');
describeSpeaker('openai', () => Promise.resolve(makeOpenAi()), 'kokoro');
describeSpeaker('embedded', () => Promise.resolve(here), 'tiny-vits-random');

const say: SpeakCall = { model: 'kokoro', text: 'Hello.', voice: 'alloy', format: 'wav', speed: 1 };

describe('whisper.cpp', () => {
  test('gets one recording at a time, at its inference address and nowhere else', async () => {
    const provider = makeWhisper();
    const from = whisper.seen.length;
    const call = { model: 'whisper', recording: await skyRecording(), wordTimes: true };
    const answers = await Promise.all(
      [1, 2, 3].map(async () => provider.transcribe?.(call, never)),
    );
    expect(answers.map((it) => it?.text)).toEqual(Array(3).fill('The sky is blue.'));
    expect(answers[0]?.words?.map(({ word }) => word)).toEqual(['The', 'sky']);
    expect(whisper.most()).toBe(1);
    const paths = new Set(whisper.seen.slice(from).map(({ path }) => path));
    expect([...paths]).toEqual(['/inference']);
  });

  test('is told a language by its code, and to find it out when none is told', async () => {
    const provider = makeWhisper();
    const recording = await skyRecording();
    const call = { model: 'whisper', recording, wordTimes: false };
    await provider.transcribe?.({ ...call, language: 'en-GB', prompt: 'sky, blue' }, never);
    const told = await readStandInForm(whisper.seen.at(-1)!);
    expect(told.fields.get('language')).toEqual(['en']);
    expect(told.fields.get('prompt')).toEqual(['sky, blue']);
    await provider.transcribe?.(call, never);
    expect((await readStandInForm(whisper.seen.at(-1)!)).fields.get('language')).toEqual(['auto']);
  });

  test('is busy while it loads, and healthy without a health address', async () => {
    const provider = makeWhisper();
    whisper.loading = true;
    await expect(provider.models(never)).rejects.toMatchObject({ failure: 'busy' });
    const call = { model: 'whisper', recording: await skyRecording(), wordTimes: false };
    await expect(provider.transcribe?.(call, never)).rejects.toMatchObject({ failure: 'busy' });
    whisper.loading = false;
    whisper.hasHealth = false;
    await expect(provider.models(never)).resolves.toHaveLength(1);
    whisper.hasHealth = true;
  });

  test('says what is missing for a recording that it cannot be given', async () => {
    const bytes = Buffer.from('\x1aE\xdf\xa3 not much of a recording', 'latin1');
    const recording = { bytes, mediaType: 'audio/webm', fileName: 'recording.webm' };
    const call = { model: 'whisper', recording, wordTimes: false };
    await expect(makeWhisper().transcribe?.(call, never)).rejects.toMatchObject({
      facts: {
        status: 415,
        refusal: 'sound-format',
        sentence: expect.stringMatching(/ffmpeg/) as string,
      },
    });
  });
});

describe('piper', () => {
  test.each(['1.4', '1.3', 'rhasspy'] as const)('is understood as of %s', async (age) => {
    const server = await runPiper(age);
    const provider = makePiper(server.url);
    const ids = (await provider.models(never)).map(({ id }) => id);
    expect(ids).toEqual(
      age === 'rhasspy' ? ['piper'] : ['en_US-lessac-medium', 'de_DE-thorsten-high'],
    );
    const events = new CollectedSpeech();
    await provider.speak?.({ ...say, model: ids[0] ?? '', speed: 2 }, events, never);
    expect(events.all.subarray(44)).toEqual(piperSamples);
    const sent = server.seen.at(-1)?.body.toString('utf8');
    if (age === 'rhasspy') expect(sent).toBe('Hello.');
    else expect(JSON.parse(sent ?? '')).toMatchObject({ voice: ids[0], length_scale: 0.5 });
    await server.stop();
  });

  test('keeps its own voice when it does not know the one that is named', async () => {
    const provider = makePiper();
    const send = async (voice: string, model: string) => {
      await provider.speak?.({ ...say, voice, model }, new CollectedSpeech(), never);
      return JSON.parse(piper.seen.at(-1)?.body.toString('utf8') ?? '') as { voice?: string };
    };
    await provider.models(never);
    expect(await send('de_DE-thorsten-high', 'piper')).toMatchObject({
      voice: 'de_DE-thorsten-high',
    });
    expect((await send('alloy', 'piper')).voice).toBeUndefined();
  });
});

describe('deepgram', () => {
  test('is sent the recording as it is, and asked not to learn from it', async () => {
    const recording = { ...(await skyRecording()), mediaType: 'audio/webm;codecs=opus' };
    const call = { model: 'nova-3', recording, wordTimes: true, language: 'en' };
    const answer = await makeDeepgram().transcribe?.(call, never);
    expect(answer).toMatchObject({ language: 'en', durationS: 2.5 });
    expect(answer?.words?.[0]).toEqual({ word: 'The', startS: 0.1, endS: 0.3 });
    const sent = deepgram.seen.at(-1);
    expect(sent?.body).toEqual(recording.bytes);
    expect(sent?.headers['content-type']).toBe('audio/webm;codecs=opus');
    expect(sent?.query.get('mip_opt_out')).toBe('true');
    expect(sent?.query.get('language')).toBe('en');
  });

  test('lists what hears recordings and what speaks, and takes a voice as a model', async () => {
    const provider = makeDeepgram();
    const models = await provider.models(never);
    expect(models.map(({ id }) => id)).toEqual(['nova-2-general', 'nova-3', 'aura-2-thalia-en']);
    const call = { ...say, model: 'aura-asteria-en', voice: 'aura-2-thalia-en', speed: 3 };
    await provider.speak?.(call, new CollectedSpeech(), never);
    expect(deepgram.seen.at(-1)?.query.get('model')).toBe('aura-2-thalia-en');
    expect(deepgram.seen.at(-1)?.query.get('speed')).toBe('1.5');
  });

  test('is a cloud, whatever its settings say', () => {
    expect(() =>
      make({ kind: 'deepgram', url: 'https://api.deepgram.com', privacy: 'home' }),
    ).toThrow(/privacy/);
  });

  test('says when it does not accept the key', async () => {
    const provider = make({ kind: 'deepgram', url: deepgram.url, privacy: 'cloud' });
    await expect(provider.models(never)).rejects.toMatchObject({ misconfigured: true });
  });
});

describe('openai', () => {
  test('gives the times of words when they are asked for, and plain text where that is all', async () => {
    const recording = await skyRecording();
    const call = { model: 'whisper-small', recording, wordTimes: true };
    const timed = await makeOpenAi().transcribe?.(call, never);
    expect(timed?.words).toEqual([{ word: 'The', startS: 0, endS: 0.3 }]);
    const plain = await makeOpenAi().transcribe?.({ ...call, model: 'gpt-4o-transcribe' }, never);
    expect(plain).toEqual({ text: 'The sky is blue.', segments: [] });
  });

  test('passes sound on unchanged, and says when another kind comes', async () => {
    const events = new CollectedSpeech();
    await makeOpenAi().speak?.({ ...say, format: 'pcm' }, events, never);
    expect(events.sounds).toEqual([{ format: 'pcm', sampleRateHz: 24_000 }]);
    expect(events.all).toEqual(openAiSamples);
    const other = new CollectedSpeech();
    await makeOpenAi().speak?.({ ...say, voice: 'only-mp3' }, other, never);
    expect(other.sounds).toEqual([{ format: 'mp3' }]);
  });

  test.each([
    ['apology', 'error-event'],
    ['empty', 'cut'],
    ['cut', 'cut'],
    ['silent', 'first-timeout'],
  ])('never takes a broken answer for a whole one: %s', async (voice, failure) => {
    const timeouts = { firstTokenMs: 200, betweenTokensMs: 200 };
    const provider = makeOpenAi({ timeouts });
    const speaking = provider.speak?.({ ...say, voice }, new CollectedSpeech(), never);
    await expect(speaking).rejects.toMatchObject({ failure });
  });

  test('gives up on a transcript that does not come', async () => {
    const provider = makeOpenAi({ timeouts: { answerMs: 100 } });
    const recording = await skyRecording();
    const call = { model: 'silent-whisper', recording, wordTimes: false };
    await expect(provider.transcribe?.(call, never)).rejects.toMatchObject({
      failure: 'first-timeout',
    });
  });
});
