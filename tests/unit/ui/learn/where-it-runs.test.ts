import { expect, test } from 'vitest';
import { heardElsewhere, whereItRuns } from '../../../../src/ui/learn/where-it-runs.ts';
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

test('who would hear the learner is named, and whether they are asked first', async () => {
  const { jobs } = sampleSnapshot;
  const [transcribe] = jobs.filter(({ job }) => job === 'transcribe');
  const away = transcribe!.targets.find(({ place }) => place !== 'device')!;
  const kitchen = { origin: 'https://kitchen', name: 'kitchen', place: 'home' as const };
  const hearing = (current: string | null, open: readonly (typeof kitchen)[] = []) =>
    heardElsewhere(
      {
        jobsFor: () => [{ ...transcribe!, current }],
        toAsk: () => Promise.resolve(open),
      },
      { policy: 'school-network', language: 'en' },
    );
  expect(await hearing(null, [kitchen])).toEqual({ name: 'kitchen', asks: true });
  expect(await hearing(away.id)).toEqual({ name: away.name, asks: false });
  expect(await hearing(null)).toBeNull();
});
