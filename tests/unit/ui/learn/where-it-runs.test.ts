import { expect, test } from 'vitest';
import { whereItRuns } from '../../../../src/ui/learn/where-it-runs.ts';
import { FakePanel, sampleSnapshot } from '../../../fakes/fake-panel.ts';

test('the farthest place is named, and who does what there', () => {
  const { jobs, away, farthest } = whereItRuns(sampleSnapshot.jobs, 'voice');
  expect(jobs.map(({ job }) => job)).toEqual(['transcribe', 'chat', 'speak']);
  expect(away).toEqual([{ job: 'chat', name: 'MacBook' }]);
  expect(farthest).toBe('home');
});

test('who types is not listened to', () => {
  const { jobs } = whereItRuns(sampleSnapshot.jobs, 'keyboard');
  expect(jobs.map(({ job }) => job)).toEqual(['chat', 'speak']);
});

test('what nobody can do is sent nowhere', () => {
  const nobody = new FakePanel().snapshot.jobs.map((job) => ({ ...job, current: null }));
  expect(whereItRuns(nobody, 'voice')).toMatchObject({ away: [], farthest: 'device' });
});
