import { describe, expect, it } from 'vitest';
import {
  srtTranscript,
  verboseTranscript,
  vttTranscript,
} from '../../../../server/routes/transcript-formats.ts';

const answer = {
  text: 'One. Two.',
  segments: [
    { text: 'One\n --> two <b>&', startS: 0, endS: 1.5, averageLogprob: -0.2 },
    { text: 'Two.', startS: 3661.0004, endS: 3662.9996, noSpeechProbability: 0.1 },
  ],
};

describe('subtitles', () => {
  it('carry hours and round to milliseconds', () => {
    expect(srtTranscript(answer)).toContain('2\n01:01:01,000 --> 01:01:03,000\nTwo.\n\n');
  });

  it('let no text of a cue become a cue or a tag', () => {
    expect(vttTranscript(answer)).toContain('One --&gt; two &lt;b>&amp;\n\n');
    expect(vttTranscript(answer).startsWith('WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n')).toBe(
      true,
    );
  });

  it('hold everything in one cue where no times are told, and nothing for silence', () => {
    const plain = { text: 'Hello.', segments: [] };
    expect(srtTranscript(plain, 2)).toBe('1\n00:00:00,000 --> 00:00:02,000\nHello.\n\n');
    expect(srtTranscript({ text: '', segments: [] }, 2)).toBe('');
    expect(vttTranscript({ text: '', segments: [] })).toBe('WEBVTT\n\n');
  });
});

describe('verboseTranscript', () => {
  it('fills what upstreams leave out', () => {
    const body = verboseTranscript(answer, { wordTimes: true });
    expect(body).toMatchObject({ language: 'und', duration: 3662.9996, words: [] });
    expect(body['segments']).toMatchObject([
      { id: 0, avg_logprob: -0.2, no_speech_prob: 0 },
      { id: 1, avg_logprob: 0, no_speech_prob: 0.1 },
    ]);
    const told = verboseTranscript(
      { text: '', segments: [] },
      { language: 'fr', seconds: 4, wordTimes: false },
    );
    expect(told).toMatchObject({ language: 'fr', duration: 4 });
    expect(told).not.toHaveProperty('words');
  });
});
